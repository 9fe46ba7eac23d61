// Joins checks that say the same, so that a failure of 250 hosts is read in one line.
#include "report/findings.hpp"

#include "flowvet/base/text.hpp"
#include "report/evidence_words.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace flowvet::report {
namespace {

constexpr std::size_t hosts_in_a_line = 3;

/// Values in the order in which their keys came first.
template <class Key, class Value>
struct Grouped {
  std::vector<std::pair<Key, std::vector<Value>>> groups;
  std::map<Key, std::size_t> index;

  void add(const Key& key, Value value) {
    const auto [found, is_new] = index.try_emplace(key, groups.size());
    if (is_new) groups.push_back({key, {}});
    groups[found->second].second.push_back(std::move(value));
  }
};

using HostKey = std::tuple<catalog::Transport, std::string, std::string>;   // transport, host, what was seen
using PortsKey = std::tuple<catalog::Transport, std::string, std::string>;  // transport, ports, what was seen

}  // namespace

std::vector<Sighting> sightings_of(const std::vector<const CheckReport*>& checks,
                                   const std::function<std::string(const CheckReport&)>& describe) {
  std::vector<Sighting> sightings;
  for (const auto* check : checks) sightings.push_back({check->transport, host_label(*check), check->port, describe(*check)});
  return sightings;
}

std::vector<Finding> findings(const std::vector<Sighting>& sightings) {
  Grouped<HostKey, std::uint16_t> by_host;
  for (const auto& sighting : sightings) by_host.add({sighting.transport, sighting.host, sighting.seen}, sighting.port);
  Grouped<PortsKey, std::string> by_ports;
  for (const auto& [key, ports] : by_host.groups) {
    const auto& [transport, host, seen] = key;
    by_ports.add({transport, ports_text(ports), seen}, host);
  }
  std::vector<Finding> lines;
  for (const auto& [key, hosts] : by_ports.groups) {
    const auto& [transport, ports, seen] = key;
    lines.push_back({target_in_words(transport, ports) + " to " + joined(hosts, hosts_in_a_line), seen});
  }
  return lines;
}

std::string host_through(std::string_view host, std::string_view via) {
  return escape_peer_text(host) + (via.empty() ? "" : " through " + escape_peer_text(via));
}

bool is_written_as_address(const CheckReport& check) {
  if (check.via.empty()) return check.address == check.host;
  return check.via.starts_with(check.address + ":") || check.via.starts_with("[" + check.address + "]:");
}

std::string host_label(const CheckReport& check) {
  const auto host = (check.way == plan::Way::reverse ? "this host from " : "") + host_through(check.host, check.via);
  return check.address.empty() || is_written_as_address(check) ? host : host + " (" + escape_peer_text(check.address) + ")";
}

std::string host_label(const std::string& host, const std::string& address) {
  const auto label = escape_peer_text(host);
  return address.empty() || address == host ? label : label + " (" + escape_peer_text(address) + ")";
}

std::string joined(const std::vector<std::string>& names, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += (i ? ", " : "") + names[i];
  if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
  return text;
}

std::string ports_text(std::vector<std::uint16_t> ports) {
  std::ranges::sort(ports);
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  std::string text;
  for (std::size_t i = 0; i < ports.size();) {
    auto last = i;
    while (last + 1 < ports.size() && ports[last + 1] == ports[last] + 1) ++last;
    text += (text.empty() ? "" : ", ") + (ports[i] == 0 ? port_in_words(0) : to_text(PortRange{ports[i], ports[last]}));
    i = last + 1;
  }
  return text;
}

std::vector<std::string> hosts_of(const std::vector<const CheckReport*>& checks) {
  std::vector<std::string> hosts;
  for (const auto* check : checks)
    if (auto label = host_label(*check); std::ranges::find(hosts, label) == hosts.end()) hosts.push_back(std::move(label));
  return hosts;
}

std::vector<const CheckReport*> checks_of(const FlowReport& flow, bool passing) {
  std::vector<const CheckReport*> checks;
  for (const auto& check : flow.checks)
    if ((check.verdict.verdict == judge::Verdict::pass) == passing) checks.push_back(&check);
  return checks;
}

}  // namespace flowvet::report
