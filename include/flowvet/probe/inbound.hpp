// What this host has open and how its own packet filter is set up: looked at, not tried. Nothing is sent.
#pragma once

#include "flowvet/base/address.hpp"
#include "flowvet/catalog/catalog.hpp"

#include <optional>
#include <string>
#include <vector>

namespace flowvet::probe {

/// A TCP socket that listens, or a UDP socket that is bound and has no peer.
struct Listener {
  catalog::Transport transport = catalog::Transport::tcp;
  IpAddress address;     ///< 0.0.0.0 and :: are all addresses of their family
  std::uint16_t port = 0;
  bool only_v6 = false;  ///< `::` that takes no IPv4
  std::string program;   ///< "nginx (process 812)"; empty where this user may not see it

  friend bool operator==(const Listener&, const Listener&) = default;
};

/// An interface that is up, loopback left out.
struct Interface {
  std::string name;
  std::vector<IpAddress> addresses;
};

/// nftables' own list of its rules, or why there is none.
struct FilterRules {
  std::optional<std::string> json;  ///< `nft -j list ruleset`
  std::string missing;              ///< one sentence without a full stop
};

struct HostState {
  bool listeners_known = true;            ///< false where the system does not tell
  std::vector<Listener> listeners;
  std::vector<Interface> interfaces;
  FilterRules rules;
  std::uint16_t first_source_port = 0;    ///< from here on a UDP socket may be a client's own; 0: not known
  std::uint16_t last_source_port = 0;
};

HostState observe_host();

}  // namespace flowvet::probe
