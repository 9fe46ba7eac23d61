// Which secret of the site goes with which check.
#pragma once

#include "flowvet/plan/plan.hpp"

#include <span>

namespace flowvet::plan {

/// The flow's own secret, else that of the destination's role, else null.
SharedSecret secret_of(const site::Site& site, const FlowId& flow, const RoleId& to);

/// A problem for each secret that no handshake of its role or flow can use: whoever wrote it expects something of it.
Problems useless_secrets(const catalog::Catalog& catalog, const site::Site& site, std::span<const Service> services);

}  // namespace flowvet::plan
