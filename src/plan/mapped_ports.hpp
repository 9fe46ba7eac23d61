// Ranges from which RPC services take their ports: which of them are in use on a host, its endpoint mapper knows.
// The run asks it and goes exactly there; a sample of the range is what remains where it does not tell.
#pragma once

#include "plan/candidate.hpp"

#include <string_view>

namespace flowvet::plan {

/// The handshake that asks an endpoint mapper.
inline constexpr std::string_view mapper_service = "epm";

/// Whether these are dynamic ports of RPC services. A single port is a fixed one and needs no mapper.
bool has_mapped_ports(const Lane& lane);

}  // namespace flowvet::plan
