// From an endpoint mapper's list to the ports that are worth a connection each. Pure.
#pragma once

#include "flowvet/base/rpc_interface.hpp"

#include <cstdint>
#include <vector>

namespace flowvet::probe {

/// A domain controller names some thirty ports; a list of many more is not worth a connection each.
inline constexpr std::size_t most_named_ports = 128;

struct NamedPort {
  std::uint16_t port = 0;
  std::vector<RpcEndpoint> endpoints;  ///< those of this port, each once
};

/// Every TCP port of the list but the mapper's own, each once; those that documented flows need first, then by number, and no
/// more than most_named_ports.
std::vector<NamedPort> named_ports(std::vector<RpcEndpoint> endpoints);

}  // namespace flowvet::probe
