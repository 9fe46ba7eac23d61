// One look-up for a series of probes, then one for each port: a plan of 65,535 ports stays a matter of milliseconds.
#include "plan/probe_table.hpp"

#include "base/host_name.hpp"

#include <algorithm>
#include <stdexcept>

namespace flowvet::plan {
namespace {

/// Line feeds cannot stand in any of the parts.
std::string series_key(const Probe& probe) {
  return base::same_host_key(probe.host) + '\n' + probe.server_name + '\n' + std::string(to_word(probe.transport)) + '\n' + probe.service +
         '\n' + std::to_string(probe.timeout.count()) + '\n' + std::to_string(probe.attempts) + '\n' +
         (probe.proxy ? to_authority(base::same_host_key(probe.proxy->host), probe.proxy->port) : std::string());
}

void fill_in_service(Probe& probe, std::span<const Service> services) {
  probe.replies = Replies::never;
  probe.patience = {};
  if (probe.service.empty()) return;
  const auto known = std::ranges::find_if(
      services, [&](const Service& service) { return service.name == probe.service && service.transport == probe.transport; });
  if (known == services.end()) throw std::logic_error("no handshake " + probe.service + " over " + std::string(to_word(probe.transport)));
  probe.replies = known->replies;
  probe.patience = known->patience;
}

}  // namespace

std::vector<std::size_t> ProbeTable::add(Probe wanted, std::span<const std::uint16_t> ports) {
  fill_in_service(wanted, services_);
  auto& series = series_[series_key(wanted)];
  std::vector<std::size_t> indices;
  indices.reserve(ports.size());
  series.reserve(series.size() + ports.size());
  for (const auto port : ports) {
    const auto [entry, is_new] = series.try_emplace(port, probes_.size());
    indices.push_back(entry->second);
    if (!is_new) continue;
    wanted.port = port;
    probes_.push_back(wanted);
  }
  return indices;
}

}  // namespace flowvet::plan
