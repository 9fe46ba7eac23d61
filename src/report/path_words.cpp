// Each sentence says only what its evidence carries: the last hop that is known to be passed, then the silence or the refusal.
#include "report/path_words.hpp"

#include "report/evidence_words.hpp"

#include <algorithm>

namespace flowvet::report {
namespace {

using judge::Hop;
using judge::Origin;
using judge::PathFinding;

std::string hop_text(unsigned number) {
  return "hop " + std::to_string(number);
}

std::string with_address(const std::optional<IpAddress>& address) {
  return address ? " (" + to_text(*address) + ")" : std::string{};
}

/// Silence there has just been named together with the host.
bool is_stopped_at_the_host(const PathFinding& finding) {
  return !finding.device && finding.answered_at == 0 && finding.host_hop > 0 && finding.stops_before &&
         *finding.stops_before >= finding.host_hop;
}

std::string passed_in_words(const PathFinding& finding) {
  if (finding.after_hop == 0) return {};
  const bool is_last = finding.host_hop == finding.after_hop + 1;
  return "passes " + hop_text(finding.after_hop) + with_address(finding.after_address) + (is_last ? ", the last router" : "");
}

std::string loop_in_words(const std::pair<unsigned, unsigned>& loop) {
  return "goes in circles: " + hop_text(loop.first) + " and " + hop_text(loop.second) + " are the same router";
}

std::string stop_in_words(const PathFinding& finding) {
  if (finding.loop) return loop_in_words(*finding.loop);
  if (finding.device) return "is stopped by " + to_text(*finding.device) + (finding.device_is_host ? ", the host" : "");
  if (finding.answered_at > 0) return "is answered from " + hop_text(finding.answered_at);
  if (is_stopped_at_the_host(finding)) return "no answer from " + hop_text(*finding.stops_before) + ", the host";
  if (finding.stops_before) return "stops before " + hop_text(*finding.stops_before);
  if (finding.answers_limited)
    return "whether it gets farther cannot be told: the routers limit how often they answer, or packets get lost";
  return finding.after_hop > 0 ? "nobody farther away answers" : std::string{};
}

/// The answer was from the host or forged; where it stops is then no question.
std::string origin_in_words(const PathFinding& finding) {
  if (finding.origin == Origin::host) return "the answer comes from the host itself, by its distance";
  const auto where = finding.origin_hop ? "from " + hop_text(*finding.origin_hop) : std::string{"from a nearer hop"};
  return "the answer in the host's name comes " + where + ", not from the host" +
         (finding.host_hop > 0 ? " at " + hop_text(finding.host_hop) : std::string{});
}

std::string compared_in_words(const PathFinding& finding) {
  if (finding.host_hop == 0) return {};
  const auto host = is_stopped_at_the_host(finding) ? " reaches it" : " reaches the host at " + hop_text(finding.host_hop);
  return comparison_in_words(finding) + host;
}

/// Routers that answered neither the flow nor the comparison; of interest where the flow's end lies among them.
std::string silent_in_words(const PathFinding& finding) {
  std::string text;
  for (const Hop& hop : finding.hops)
    if (hop.asked && hop.number > finding.after_hop && hop.own.empty() && hop.comparison.empty())
      text += (text.empty() ? "" : ", ") + hop_text(hop.number);
  return text.empty() ? text : text + " answers nobody";
}

std::string balanced_in_words(const PathFinding& finding) {
  std::string text;
  for (const Hop& hop : finding.hops)
    if (hop.own.size() > 1)
      text += (text.empty() ? "" : "; ") + hop_text(hop.number) + " is load-balanced (" + addresses_in_words(hop) + ")";
  return text;
}

}  // namespace

std::optional<judge::PathFinding> path_of(const CheckReport& check) {
  const auto host = parse_address(check.address);
  if (!check.path || !host) return std::nullopt;
  const auto* attempt = deciding_attempt(check);
  return judge::find_path(*check.path, *host, attempt ? attempt->icmp : std::nullopt);
}

std::string with_path(const CheckReport& check) {
  const auto path = path_of(check);
  const auto words = path ? path_in_words(*path) : std::string{};
  return words.empty() ? words : "; " + words;
}

std::string comparison_in_words(const judge::PathFinding& finding) {
  return target_in_words(finding.compared_by, std::to_string(finding.compared_port));
}

std::string addresses_in_words(const judge::Hop& hop) {
  std::string text;
  for (const auto& address : hop.own.empty() ? hop.comparison : hop.own) text += (text.empty() ? "" : ", ") + to_text(address);
  return text;
}

std::string path_in_words(const judge::PathFinding& finding) {
  std::string text = passed_in_words(finding);
  const auto add = [&text](std::string_view separator, const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : std::string{separator}) + part;
  };
  if (finding.origin == Origin::unclear)
    add(", ", stop_in_words(finding));
  else
    add("; ", origin_in_words(finding));
  if (finding.origin != Origin::nearer) add("; ", compared_in_words(finding));
  add("; ", silent_in_words(finding));
  add("; ", balanced_in_words(finding));
  return text;
}

}  // namespace flowvet::report
