// The hosts of one role or flow, from what a user writes: names, addresses, networks.
#pragma once

#include "base/host_name.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace flowvet::site {

/// `max_hosts` may be raised up to this; it is also the most hosts that a whole site names.
inline constexpr std::size_t most_hosts = 65536;

class HostList {
 public:
  /// Networks of more than `max_hosts` are refused; each host added takes one from `room`.
  HostList(std::size_t max_hosts, std::size_t& room) : max_hosts_(max_hosts), room_(&room) {}

  /// Adds a host, or every host of a network in CIDR notation; or tells why not.
  std::optional<HostFlaw> add(std::string_view text);

  [[nodiscard]] std::vector<std::string> take() { return std::move(hosts_); }

 private:
  std::optional<HostFlaw> add_network(std::string_view text, const Network& network);
  std::optional<HostFlaw> add_host(std::string_view text);

  std::size_t max_hosts_;
  std::size_t* room_;
  std::vector<std::string> hosts_;
  std::unordered_set<std::string> keys_;
};

}  // namespace flowvet::site
