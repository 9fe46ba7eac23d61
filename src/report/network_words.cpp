// Findings first; with --all what they rest on.
#include "report/network_words.hpp"

#include "flowvet/base/text.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/layout.hpp"
#include "report/network_findings.hpp"
#include "report/time_text.hpp"

#include <algorithm>

namespace flowvet::report {
namespace {

constexpr std::size_t findings_by_default = 8;

std::string_view status_text(probe::DnsStatus status) {
  using enum probe::DnsStatus;
  switch (status) {
    case answered:
      return "answered";
    case no_data:
      return "no such record";
    case no_such_name:
      return "no such name";
    case failed:
      return "an error";
    case silent:
      return "no answer";
    case unreachable:
      return "not reached";
    case not_waited:
      return "not waited for";
  }
  return "";
}

std::string answer_text(const probe::DnsAnswer& answer) {
  if (answer.status != probe::DnsStatus::answered) return std::string{status_text(answer.status)};
  std::vector<std::string> values;
  for (const auto& address : answer.addresses) values.push_back(to_text(address));
  for (const auto& name : answer.names) values.push_back(escape_peer_text(name));
  return joined(values, values.size());
}

std::vector<std::string> texts_of(const std::vector<IpAddress>& addresses) {
  std::vector<std::string> texts;
  for (const auto& address : addresses) texts.push_back(to_text(address));
  return texts;
}

std::string clock_text(const Report& report) {
  const auto& synchronised = report.run.network->clock_synchronised;
  std::string text = !synchronised   ? "the system does not say whether it is synchronised"
                     : *synchronised ? "synchronised"
                                     : "not synchronised";
  const auto estimate = clock_estimate(report);
  if (!estimate) return text;
  const auto offset = estimate->offset.count();
  const auto distance = to_reading_text(std::chrono::abs(estimate->offset));
  return text + "; " + distance + (offset < 0 ? " behind " : " ahead of ") + estimate->host + ", within " +
         to_reading_text(estimate->precision);
}

std::string server_text(const probe::NameServer& server) {
  const auto heard = std::ranges::count_if(server.answers, [](const probe::DnsAnswer& answer) {
    using enum probe::DnsStatus;
    return answer.status != silent && answer.status != unreachable && answer.status != not_waited;
  });
  auto text = "Name server " + to_text(server.address);
  if (server.from == probe::ServerSource::systemd_resolved) text += ", behind systemd-resolved";
  return text + ": answered " + std::to_string(heard) + " of " + counted(server.answers.size(), "question");
}

/// "10.0.0.2: A ddc01.corp.example: 10.1.2.3, 0.400 ms", a line each.
std::vector<std::string> name_answers(const probe::NetworkIdentity& network, const std::string& host) {
  std::vector<std::string> lines;
  for (const auto& entry : network.hosts_file)
    if (entry.host == host) lines.push_back("hosts file: " + joined(texts_of(entry.addresses), entry.addresses.size()));
  for (const auto& server : network.servers)
    for (const auto& answer : server.answers)
      if (answer.for_host == host)
        lines.push_back(to_text(server.address) + ": " + std::string{to_word(answer.type)} + " " + escape_peer_text(answer.asked) + ": " +
                        answer_text(answer) + ", " + round_trip_text(answer.took));
  return lines;
}

void add_all(std::vector<std::string>& lines, const Report& report) {
  const auto& network = *report.run.network;
  for (const auto& way : network.ways) lines.push_back("To " + joined(texts_of(way.to), way.to.size()) + ": " + way_in_words(way));
  for (const auto& server : network.servers) lines.push_back(server_text(server));
  if (!network.servers.empty() && !network.servers_asked) lines.push_back("The name servers were not asked one by one in this run.");
  if (network.hosts_left_out > 0) lines.push_back("They were not asked about " + counted(network.hosts_left_out, "further host") + ".");
  lines.push_back("Clock: " + clock_text(report));
}

}  // namespace

std::vector<std::string> network_in_words(const Report& report, bool all) {
  std::vector<std::string> lines;
  if (!report.run.network) return lines;
  for (auto& finding : network_findings(report)) lines.push_back(std::move(finding.text));
  if (!all && lines.size() > findings_by_default) {
    const auto more = lines.size() - findings_by_default;
    lines.resize(findings_by_default);
    lines.push_back("and " + std::to_string(more) + " more (--all)");
  }
  if (all) add_all(lines, report);
  return lines;
}

std::string way_in_words(const probe::Way& way) {
  if (way.error != probe::ErrorKind::none) return "no way there: " + std::string{error_in_words(way.error)};
  if (way.link == probe::Link::loopback) return "within this host";
  std::string text = way.gateway ? "through " + to_text(*way.gateway) : std::string{"directly"};
  if (!way.device.empty()) text += " on " + whole_text(way.device);
  if (way.source) text += " from " + to_text(*way.source);
  if (way.link != probe::Link::ordinary && way.link != probe::Link::unknown) text += " (" + std::string{to_word(way.link)} + ")";
  return way.mtu == 0 ? text : text + ", MTU " + std::to_string(way.mtu);
}

std::string explain_network(const Report& report, const FlowReport& flow, std::size_t columns) {
  std::string text;
  if (!report.run.network) return text;
  std::vector<std::string> hosts, addresses;
  for (const auto& check : flow.checks) {
    if (std::ranges::find(hosts, check.host) == hosts.end()) hosts.push_back(check.host);
    if (std::ranges::find(addresses, check.address) == addresses.end()) addresses.push_back(check.address);
  }
  for (const auto& host : hosts)
    for (const auto& line : name_answers(*report.run.network, host)) text += hanging("  asked      ", line, columns);
  for (const auto& way : report.run.network->ways)
    for (const auto& address : texts_of(way.to))
      if (std::ranges::find(addresses, address) != addresses.end())
        text += hanging("  way        ", "to " + address + ": " + way_in_words(way), columns);
  return text.empty() ? text : "\n" + text;
}

}  // namespace flowvet::report
