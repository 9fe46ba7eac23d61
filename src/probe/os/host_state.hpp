// The operating system's own view of what may come in: interfaces, sockets that take IPv6 alone, the packet filter's rules.
#pragma once

#include "flowvet/probe/inbound.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace flowvet::probe::os {

/// Interfaces that are up, loopback left out.
std::vector<Interface> interfaces();

/// Ports on which a socket bound to `::` takes no IPv4. TCP listeners and UDP sockets.
std::vector<std::pair<catalog::Transport, std::uint16_t>> ports_of_v6_alone();

/// The rules of the system's packet filter, or why they cannot be had.
FilterRules filter_rules();

/// First and last source port of outgoing traffic; nullopt where the system does not say.
std::optional<std::pair<std::uint16_t, std::uint16_t>> source_ports();

}  // namespace flowvet::probe::os
