// One function for each kind of finding. Names that share a fault share a sentence.
#include "report/network_findings.hpp"

#include "flowvet/base/text.hpp"
#include "report/clock_warnings.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/layout.hpp"
#include "report/name_views.hpp"

#include <algorithm>
#include <set>

namespace flowvet::report {
namespace {

using Kind = NetworkFinding::Kind;
using probe::DnsAnswer;
using probe::DnsStatus;
using probe::NetworkIdentity;

constexpr std::size_t names_in_a_sentence = 4;

/// Findings of one kind in which only the names differ.
class Sentences {
 public:
  /// `rest` goes on after the names.
  void add(const std::string& head, const std::string& name, const std::string& rest) {
    const auto same = std::ranges::find_if(groups_, [&](const Group& group) { return group.head == head && group.rest == rest; });
    if (same == groups_.end())
      groups_.push_back({head, {escape_peer_text(name)}, rest});
    else
      same->names.push_back(escape_peer_text(name));
  }
  void write_to(std::vector<NetworkFinding>& findings, Kind kind) const {
    for (const auto& group : groups_) findings.push_back({kind, group.head + joined(group.names, names_in_a_sentence) + group.rest});
  }

 private:
  struct Group {
    std::string head;
    std::vector<std::string> names;
    std::string rest;
  };
  std::vector<Group> groups_;
};

std::string addresses_text(const std::vector<IpAddress>& addresses) {
  std::vector<std::string> texts;
  for (const auto& address : addresses) texts.push_back(to_text(address));
  return joined(texts, names_in_a_sentence);
}

bool contains(const std::vector<IpAddress>& all, const std::vector<IpAddress>& some) {
  return std::ranges::all_of(some, [&all](const IpAddress& address) { return std::ranges::find(all, address) != all.end(); });
}

bool is_in_cloud(const NetworkIdentity& network, const std::string& host) {
  return std::ranges::find(network.cloud_names, host) != network.cloud_names.end();
}

// --- name servers by themselves

std::string rcode_text(std::uint8_t rcode) {
  constexpr std::uint8_t server_failure = 2, refused = 5;
  if (rcode == server_failure) return "SERVFAIL";
  if (rcode == refused) return "REFUSED";
  return "DNS error " + std::to_string(rcode);
}

bool is_heard(const DnsAnswer& answer) {
  return answer.status != DnsStatus::silent && answer.status != DnsStatus::unreachable && answer.status != DnsStatus::not_waited;
}

void add_server_faults(std::vector<NetworkFinding>& findings, const NetworkIdentity& network) {
  Sentences silences, errors;
  for (const auto& server : network.servers) {
    const auto name = to_text(server.address);
    const bool is_alive = std::ranges::any_of(server.answers, is_heard);
    const auto unheard = std::ranges::find_if(server.answers, [](const DnsAnswer& answer) {
      return answer.status == DnsStatus::silent || answer.status == DnsStatus::unreachable;
    });
    if (!is_alive && unheard != server.answers.end()) {
      const auto why =
          unheard->status == DnsStatus::silent ? std::string{"nothing came back"} : std::string{error_in_words(unheard->error)};
      findings.push_back({Kind::server_silent, "The name server " + name + " does not answer: " + why + "."});
      continue;
    }
    for (const auto& answer : server.answers) {
      if (answer.status == DnsStatus::silent) silences.add("The name server " + name + " gave no answer about ", answer.asked, " in time.");
      if (answer.status == DnsStatus::failed)
        errors.add("The name server " + name + " answers " + rcode_text(answer.rcode) + " about ",
                   answer.asked + " (" + std::string{to_word(answer.type)} + ")", ".");
    }
  }
  silences.write_to(findings, Kind::server_silent);
  errors.write_to(findings, Kind::server_fails);
}

// --- name servers and hosts file against each other

/// "10.0.0.2 says 10.1.2.3", servers that say the same together.
std::string who_says_what(const HostViews& host) {
  std::vector<std::pair<std::vector<IpAddress>, std::vector<std::string>>> groups;
  for (const auto& view : host.views) {
    const auto same = std::ranges::find_if(groups, [&view](const auto& group) { return group.first == view.addresses; });
    if (same == groups.end())
      groups.push_back({view.addresses, {view.server}});
    else
      same->second.push_back(view.server);
  }
  std::string text;
  for (const auto& [addresses, servers] : groups) {
    const auto says = servers.size() == 1 ? " says " : " say ";
    const auto knows = servers.size() == 1 ? " knows no address" : " know no address";
    text += (text.empty() ? "" : "; ") + joined(servers, servers.size()) +
            (addresses.empty() ? std::string{knows} : says + addresses_text(addresses));
  }
  return text;
}

void add_differences(std::vector<NetworkFinding>& findings, const NetworkIdentity& network, const std::vector<HostViews>& hosts) {
  Sentences sentences;
  for (const auto& host : hosts) {
    const bool differ =
        std::ranges::any_of(host.views, [&](const NameView& view) { return view.addresses != host.views.front().addresses; });
    if (differ && !is_in_cloud(network, host.host))
      sentences.add("The name servers differ about ", host.host, ": " + who_says_what(host) + ".");
  }
  sentences.write_to(findings, Kind::servers_differ);
}

/// Every address that any server gives.
std::vector<IpAddress> known_addresses(const HostViews& host) {
  std::vector<IpAddress> all;
  for (const auto& view : host.views) all.insert(all.end(), view.addresses.begin(), view.addresses.end());
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

const probe::HostsEntry* hosts_entry(const NetworkIdentity& network, const std::string& host) {
  const auto found = std::ranges::find(network.hosts_file, host, &probe::HostsEntry::host);
  return found == network.hosts_file.end() ? nullptr : &*found;
}

void add_hosts_file(std::vector<NetworkFinding>& findings, const NetworkIdentity& network, const std::vector<HostViews>& hosts) {
  for (const auto& host : hosts) {
    const auto* entry = hosts_entry(network, host.host);
    if (!entry || host.views.empty()) continue;
    const auto known = known_addresses(host);
    if (contains(known, entry->addresses)) continue;
    const auto head = "This host's hosts file gives " + escape_peer_text(host.host) + " the address " + addresses_text(entry->addresses);
    findings.push_back({Kind::hosts_file, known.empty() ? head + "; no name server knows the name, so other hosts do not."
                                                        : head + "; the name servers say " + addresses_text(known) + "."});
  }
}

/// What the run was given for a host: the resolution of its first straight check.
const probe::Resolution* resolution_of(const Report& report, const std::string& host) {
  for (const auto& flow : report.flows)
    for (const auto& check : flow.checks)
      if (check.host == host && check.via.empty()) return &check.resolution;
  return nullptr;
}

void add_system(std::vector<NetworkFinding>& findings, const Report& report, const std::vector<HostViews>& hosts) {
  const auto& network = *report.run.network;
  for (const auto& host : hosts) {
    const auto known = known_addresses(host);
    const auto* found = resolution_of(report, host.host);
    if (known.empty() || !found || is_in_cloud(network, host.host)) continue;
    const auto name = escape_peer_text(host.host);
    if (found->addresses.empty() && found->error.kind == probe::ErrorKind::other)
      findings.push_back({Kind::system_differs, "The name servers know " + name + " (" + addresses_text(known) +
                                                    "), but this host's own resolver found nothing: " + escape_peer_text(found->detail) +
                                                    "."});
    else if (!contains(known, found->addresses) && !hosts_entry(network, host.host))
      findings.push_back({Kind::system_differs, "This host's resolver gives " + name + " the address " + addresses_text(found->addresses) +
                                                    "; the name servers say " + addresses_text(known) + "."});
  }
}

void add_reverse(std::vector<NetworkFinding>& findings, const NetworkIdentity& network) {
  for (const auto& mismatch : reverse_mismatches(network)) {
    std::vector<std::string> names;
    for (const auto& name : mismatch.names) names.push_back(escape_peer_text(name));
    const auto leads = names.size() == 1 ? ", which does not lead back to it" : ", none of which leads back to it";
    findings.push_back({Kind::reverse_differs, to_text(mismatch.address) + " is " + escape_peer_text(mismatch.host) +
                                                   ", but its PTR record names " + joined(names, names_in_a_sentence) + leads + " (" +
                                                   joined(mismatch.servers, mismatch.servers.size()) + ")."});
  }
}

// --- what is only worth knowing

bool is_vpn(probe::Link link) {
  using enum probe::Link;
  switch (link) {
    case tun:
    case wireguard:
    case ppp:
    case ipsec:
    case tunnel:
      return true;
    case ordinary:
    case loopback:
    case unknown:
      return false;
  }
  return false;
}

void add_vpn(std::vector<NetworkFinding>& findings, const NetworkIdentity& network) {
  for (const auto& way : network.ways)
    if (is_vpn(way.link))
      findings.push_back({Kind::vpn, "Traffic to " + addresses_text(way.to) + " leaves through " + escape_peer_text(way.device) +
                                         ", a VPN or tunnel (" + std::string{to_word(way.link)} + ")."});
}

/// no_proxy alone sends nothing through a proxy.
bool names_a_proxy(const probe::ProxySetting& setting) {
  return setting.name != "no_proxy" && setting.name != "NO_PROXY";
}

void add_proxies(std::vector<NetworkFinding>& findings, const NetworkIdentity& network) {
  std::vector<std::string> settings;
  for (const auto& setting : network.proxies)
    if (names_a_proxy(setting))
      settings.push_back(escape_peer_text(setting.name + "=" + setting.value) + " (" + escape_peer_text(setting.where) + ")");
  if (!settings.empty())
    findings.push_back({Kind::proxy_set, "Proxy settings of this host: " + joined(settings, names_in_a_sentence) +
                                             ". Checks go through a proxy only where the site or --proxy names it."});
}

}  // namespace

std::vector<NetworkFinding> network_findings(const Report& report) {
  std::vector<NetworkFinding> findings;
  if (!report.run.network) return findings;
  const auto& network = *report.run.network;
  const auto hosts = host_views(network);
  add_server_faults(findings, network);
  add_differences(findings, network, hosts);
  add_hosts_file(findings, network, hosts);
  add_system(findings, report, hosts);
  add_reverse(findings, network);
  add_vpn(findings, network);
  add_proxies(findings, network);
  return findings;
}

bool is_warning(Kind kind) {
  switch (kind) {
    case Kind::server_silent:
    case Kind::server_fails:
    case Kind::servers_differ:
    case Kind::hosts_file:
    case Kind::system_differs:
    case Kind::reverse_differs:
      return true;
    case Kind::vpn:
    case Kind::proxy_set:
      return false;
  }
  return false;
}

// The smallest possible error: mostly that of NTP, since other protocols tell whole seconds.
std::optional<ClockEstimate> clock_estimate(const Report& report) {
  std::optional<ClockEstimate> best;
  for (const auto& flow : report.flows)
    for (const auto& check : flow.checks) {
      const auto reading = clock_reading(check);
      if (reading && reading->precision && (!best || *reading->precision < best->precision))
        best = ClockEstimate{reading->offset, *reading->precision, host_label(check)};
    }
  return best;
}

}  // namespace flowvet::report
