// What can go wrong before a proxy has opened its tunnel, and which hop it is about: between us and the proxy, the proxy itself,
// or between the proxy and the destination. Used by the judge, and by the report for its words.
#pragma once

#include "flowvet/judge/judge.hpp"

#include <cstdint>
#include <string_view>

namespace flowvet::judge {

enum class ProxyFault : std::uint8_t {
  none,           ///< the tunnel was open, or this host never got as far as the network
  unresolved,     ///< the proxy's name has no address
  unreachable,    ///< no connection to the proxy
  mute,           ///< connected to the proxy, which did not answer CONNECT
  no_proxy,       ///< what answered is no HTTP proxy
  login_wanted,   ///< it wants credentials, and none are ever sent
  denied,         ///< it refuses this destination or port
  no_tunnel,      ///< it refuses a tunnel to port 80, where clients ask it for the page instead
  did_not_reach,  ///< it did not get through to the destination
};

/// Of a check that goes to `port` through a proxy. `attempt` is the one that decided `outcome`, or nullptr.
ProxyFault proxy_fault(Outcome outcome, const probe::Attempt* attempt, std::uint16_t port);

/// One plain sentence for a fault, and one next step. Both empty for `none`.
std::string_view sentence(ProxyFault fault);
std::string_view next_step(ProxyFault fault);

}  // namespace flowvet::judge
