// Only whole answers are compared: a server that was slow for one family has not said that there is no such address.
#include "report/name_views.hpp"

#include <algorithm>

namespace flowvet::report {
namespace {

using probe::DnsAnswer;
using probe::DnsStatus;
using probe::DnsType;
using probe::NameServer;
using probe::NetworkIdentity;

bool is_whole(const DnsAnswer& answer) {
  return answer.status == DnsStatus::answered || answer.status == DnsStatus::no_data || answer.status == DnsStatus::no_such_name;
}

std::vector<std::string> hosts_asked_about(const NetworkIdentity& network) {
  std::vector<std::string> hosts;
  for (const auto& server : network.servers)
    for (const auto& answer : server.answers)
      if (!answer.for_host.empty() && std::ranges::find(hosts, answer.for_host) == hosts.end()) hosts.push_back(answer.for_host);
  return hosts;
}

/// nullopt where the server's answer about the host is not whole.
std::optional<NameView> view_of(const NameServer& server, const std::string& host) {
  NameView view{to_text(server.address), {}};
  bool asked = false;
  for (const auto& answer : server.answers) {
    if (answer.for_host != host) continue;
    if (!is_whole(answer)) return std::nullopt;
    asked = true;
    view.addresses.insert(view.addresses.end(), answer.addresses.begin(), answer.addresses.end());
  }
  if (!asked) return std::nullopt;
  std::ranges::sort(view.addresses);
  return view;
}

bool is_same_name(std::string_view left, std::string_view right) {
  if (right.ends_with('.')) right.remove_suffix(1);
  return std::ranges::equal(left, right, [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(a) == lower(b);
  });
}

bool has(const DnsAnswer& answer, const IpAddress& address) {
  return std::ranges::find(answer.addresses, address) != answer.addresses.end();
}

enum class LeadsBack : std::uint8_t { yes, no, unclear };

/// Whether a name that a PTR record gives has the address, as the same server says.
LeadsBack leads_back(const NameServer& server, const std::string& name, const IpAddress& address) {
  const auto type = address.family == Family::v4 ? DnsType::a : DnsType::aaaa;
  auto result = LeadsBack::unclear;
  for (const auto& answer : server.answers) {
    if (answer.type != type || (!is_same_name(name, answer.asked) && !is_same_name(name, answer.canonical))) continue;
    if (has(answer, address)) return LeadsBack::yes;
    if (is_whole(answer)) result = LeadsBack::no;
  }
  return result;
}

/// The plan's host that this server gives the address; empty when there is none.
std::string host_at(const NameServer& server, const IpAddress& address) {
  for (const auto& answer : server.answers)
    if (!answer.for_host.empty() && has(answer, address)) return answer.for_host;
  return {};
}

void add_mismatch(std::vector<ReverseMismatch>& list, ReverseMismatch mismatch) {
  const auto same = std::ranges::find_if(list, [&](const ReverseMismatch& other) {
    return other.address == mismatch.address && other.host == mismatch.host && other.names == mismatch.names;
  });
  if (same == list.end())
    list.push_back(std::move(mismatch));
  else
    same->servers.push_back(mismatch.servers.front());
}

}  // namespace

std::vector<HostViews> host_views(const NetworkIdentity& network) {
  std::vector<HostViews> all;
  for (const auto& host : hosts_asked_about(network)) {
    HostViews views{host, {}};
    for (const auto& server : network.servers)
      if (auto view = view_of(server, host)) views.views.push_back(std::move(*view));
    all.push_back(std::move(views));
  }
  return all;
}

std::vector<ReverseMismatch> reverse_mismatches(const NetworkIdentity& network) {
  std::vector<ReverseMismatch> mismatches;
  for (const auto& server : network.servers)
    for (const auto& answer : server.answers) {
      const auto address = answer.type == DnsType::ptr ? parse_address(answer.asked) : std::nullopt;
      if (!address || answer.names.empty()) continue;
      const auto host = host_at(server, *address);
      const bool stale =
          std::ranges::all_of(answer.names, [&](const std::string& name) { return leads_back(server, name, *address) == LeadsBack::no; });
      if (!host.empty() && stale) add_mismatch(mismatches, {*address, host, answer.names, {to_text(server.address)}});
    }
  return mismatches;
}

}  // namespace flowvet::report
