// Flows that are planned but not checked: the reason as a word, and one plain sentence with the way out where there is one.
#pragma once

#include "plan/candidate.hpp"

namespace flowvet::plan {

/// Why nothing outside the destination can check this flow, or nullopt. Ports that the site names lift the reasons that are
/// about the port alone. Throws std::logic_error for a word that is no skip reason: the catalog was not checked.
std::optional<SkippedFlow> skipped_by_catalog(const catalog::Flow& flow, const site::FlowOverride& over);

SkippedFlow skipped_by_site(const FlowId& id, const site::FlowOverride& over);
SkippedFlow skipped_by_features(const FlowId& id, const std::vector<Feature>& off);
SkippedFlow skipped_without_port(const FlowId& id);

/// Names the option that supplies a host for each of these roles.
SkippedFlow skipped_without_host(const FlowId& id, const std::vector<RoleId>& missing, const catalog::Catalog& catalog);

}  // namespace flowvet::plan
