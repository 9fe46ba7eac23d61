// Which hop said what, and which of the ways to a destination worked.
#include "report/proxy_words.hpp"

#include "flowvet/base/text.hpp"
#include "flowvet/report/closed.hpp"
#include "report/evidence_words.hpp"

#include <algorithm>
#include <vector>

namespace flowvet::report {
namespace {

using judge::Outcome;
using judge::ProxyFault;
using judge::Verdict;

std::string detail_of(const CheckReport& check) {
  const auto* attempt = deciding_attempt(check);
  return attempt ? escape_peer_text(attempt->detail) : std::string{};
}

std::string in_tunnel_in_words(const CheckReport& check, const std::string& usual) {
  if (check.verdict.outcome == Outcome::accepted) return "the proxy says that it connected; what stands behind it is not proven";
  const bool in_tunnel = check.verdict.outcome == Outcome::mute || check.verdict.outcome == Outcome::mismatched;
  return in_tunnel ? "the proxy opened a tunnel; in it: " + usual : usual;
}

/// One way of a flow: the checks that were made straight, or through the same proxy.
struct Way {
  std::string via;
  std::vector<const CheckReport*> checks;
};

/// Whether a proxy was tried beside this check.
bool has_other_way(const CheckReport& check, const FlowReport& flow) {
  return std::ranges::any_of(flow.checks, [&](const CheckReport& other) {
    return !other.via.empty() && other.host == check.host && other.port == check.port && other.transport == check.transport;
  });
}

/// The straight way first. What cannot go through a proxy is no part of the choice.
std::vector<Way> ways_of(const FlowReport& flow) {
  std::vector<Way> ways{{}};
  for (const auto& check : flow.checks) {
    if (!has_other_way(check, flow)) continue;
    auto way = std::ranges::find(ways, check.via, &Way::via);
    if (way == ways.end()) way = ways.insert(ways.end(), {check.via, {}});
    way->checks.push_back(&check);
  }
  return ways;
}

bool works(const CheckReport* check) {
  return check->verdict.verdict == Verdict::pass || check->verdict.verdict == Verdict::degraded;
}

std::size_t count_working(const Way& way) {
  return static_cast<std::size_t>(std::ranges::count_if(way.checks, works));
}

/// "HTTP 403" where the proxy said so, else the outcome: "silent".
std::string reason_of(const CheckReport& check) {
  const auto* attempt = deciding_attempt(check);
  const bool by_proxy = attempt && attempt->stage == probe::Stage::proxy && attempt->proxy_status != 0;
  return by_proxy ? "HTTP " + std::to_string(attempt->proxy_status) : std::string{to_word(check.verdict.outcome)};
}

std::string way_in_words(const Way& way) {
  const auto name = way.via.empty() ? std::string{"direct"} : "through " + escape_peer_text(way.via);
  const auto total = way.checks.size(), working = count_working(way);
  const auto open = std::ranges::find_if(way.checks, [](const CheckReport* check) { return check->verdict.verdict != Verdict::pass; });
  if (open == way.checks.end()) return name + ": pass";
  const auto reason = std::string{to_word((*open)->verdict.verdict)} + " (" + reason_of(**open) + ")";
  const bool alike = working == 0 || working == total;
  return name + ": " + (alike ? reason : std::to_string(working) + " of " + std::to_string(total) + " work, else " + reason);
}

/// What the difference between the ways means for the component that uses the flow.
std::string consequence_of(const std::vector<Way>& ways) {
  const bool straight = count_working(ways.front()) > 0;
  const bool proxied = std::any_of(ways.begin() + 1, ways.end(), [](const Way& way) { return count_working(way) > 0; });
  if (proxied && !straight) return ". It works only through the proxy: the component that uses it must be configured to do so.";
  if (straight && !proxied) return ". The site names a proxy for this flow, and that way is not shown to work.";
  return ".";
}

}  // namespace

ProxyFault proxy_fault_of(const CheckReport& check) {
  return check.via.empty() ? ProxyFault::none : judge::proxy_fault(check.verdict.outcome, deciding_attempt(check), check.port);
}

std::string proxied_in_words(const CheckReport& check, const std::string& usual) {
  switch (proxy_fault_of(check)) {
    case ProxyFault::none:
      return in_tunnel_in_words(check, usual);
    case ProxyFault::unresolved:
    case ProxyFault::unreachable:
      return "the proxy was not reached: " + usual;
    case ProxyFault::mute:
      return "connected to the proxy, which did not answer CONNECT";
    case ProxyFault::no_proxy:
    case ProxyFault::login_wanted:
    case ProxyFault::denied:
    case ProxyFault::no_tunnel:
    case ProxyFault::did_not_reach:
      return detail_of(check);
  }
  return usual;
}

std::string ways_in_words(const FlowReport& flow) {
  const auto ways = ways_of(flow);
  if (ways.size() < 2) return {};
  std::string text;
  for (const auto& way : ways)
    if (!way.checks.empty()) text += (text.empty() ? "" : "; ") + way_in_words(way);
  return text + (must_be_closed(flow) ? "." : consequence_of(ways));
}

}  // namespace flowvet::report
