// The same interface stands in a mapper's list once for each address and annotation.
#include "probe/named_ports.hpp"

#include <algorithm>

namespace flowvet::probe {

std::vector<NamedPort> named_ports(std::vector<RpcEndpoint> endpoints) {
  std::ranges::sort(endpoints);
  const auto repeated = std::ranges::unique(endpoints);
  endpoints.erase(repeated.begin(), repeated.end());
  std::vector<NamedPort> ports;
  for (const RpcEndpoint& endpoint : endpoints) {
    if (endpoint.port == 0 || endpoint.port == mapper_port) continue;
    if (ports.empty() || ports.back().port != endpoint.port) ports.push_back({endpoint.port, {}});
    ports.back().endpoints.push_back(endpoint);
  }
  std::ranges::stable_partition(ports, [](const NamedPort& named) { return any_needed(named.endpoints); });
  if (ports.size() > most_named_ports) ports.resize(most_named_ports);
  return ports;
}

}  // namespace flowvet::probe
