// Puts together what the system tells in different places.
#include "flowvet/probe/inbound.hpp"

#include "probe/os/host_state.hpp"
#include "probe/os/listening.hpp"

#include <algorithm>

namespace flowvet::probe {

namespace {

bool is_any(const IpAddress& address) {
  return std::ranges::all_of(address.bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

HostState observe_host() {
  HostState state;
  const auto alone = os::ports_of_v6_alone();
  for (auto& holder : os::port_holders()) {
    const bool is_any_v6 = holder.address.family == Family::v6 && is_any(holder.address);
    const bool only_v6 = is_any_v6 && std::ranges::find(alone, std::pair{holder.transport, holder.port}) != alone.end();
    state.listeners.push_back({holder.transport, holder.address, holder.port, only_v6, std::move(holder.program)});
  }
  state.interfaces = os::interfaces();
  // A host without a single interface or socket is one of which nothing could be seen.
  state.listeners_known = !state.interfaces.empty() || !state.listeners.empty();
  state.rules = os::filter_rules();
  if (const auto range = os::source_ports()) {
    state.first_source_port = range->first;
    state.last_source_port = range->second;
  }
  return state;
}

}  // namespace flowvet::probe
