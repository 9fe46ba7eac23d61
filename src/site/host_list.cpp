// Hosts one by one, networks spelt out. A host that is listed twice is refused: usually another one was meant.
#include "site/host_list.hpp"

#include <string>

namespace flowvet::site {

std::optional<HostFlaw> HostList::add(std::string_view text) {
  if (const auto network = parse_network(text)) return add_network(text, *network);
  if (auto flaw = flaw_of_host(text)) return flaw;
  return add_host(text);
}

std::optional<HostFlaw> HostList::add_host(std::string_view text) {
  if (!keys_.insert(same_host_key(text)).second) return HostFlaw{"is listed twice", "was another host meant?"};
  if (*room_ == 0) return HostFlaw{"is one host too many: a site names at most " + std::to_string(most_hosts), ""};
  --*room_;
  hosts_.emplace_back(text);
  return std::nullopt;
}

std::optional<HostFlaw> HostList::add_network(std::string_view text, const Network& network) {
  const auto prefix = "/" + std::to_string(network.prefix);
  const std::string written(text.substr(0, text.find('/')));
  if (parse_address(written) != network.base)
    return HostFlaw{"is an address within a network",
                    "write " + to_text(network.base) + prefix + " for the network or " + written + " for the host"};
  if (const auto count = host_count(network); count > max_hosts_)
    return HostFlaw{"has " + std::to_string(count) + " hosts, more than max_hosts (" + std::to_string(max_hosts_) + ")",
                    "list the hosts, or set \"max_hosts\" up to " + std::to_string(most_hosts)};
  for (const auto& host : hosts_of(network)) {
    if (auto flaw = flaw_of_address(host)) return flaw;
    if (auto flaw = add_host(to_text(host))) return HostFlaw{"holds " + to_text(host) + ", which " + flaw->what, flaw->hint};
  }
  return std::nullopt;
}

}  // namespace flowvet::site
