// How far a flow gets. Passing a hop is proven by the router's own word; stopping before one is a silence, and counts only where
// the comparison's packet, sent right after the flow's, was answered there.
#include "flowvet/judge/path.hpp"

#include "flowvet/probe/read_trace.hpp"
#include "judge/answer_origin.hpp"
#include "judge/attempt_outcome.hpp"

#include <algorithm>
#include <tuple>

namespace flowvet::judge {
namespace {

using probe::HopAnswer;
using probe::HopSign;
using probe::Trace;

const Trace nothing_compared;

void add_address(std::vector<IpAddress>& addresses, const std::optional<probe::Icmp>& icmp) {
  if (icmp && icmp->offender && std::ranges::find(addresses, *icmp->offender) == addresses.end()) addresses.push_back(*icmp->offender);
}

void add_hops(std::vector<Hop>& hops, const Trace& trace, std::vector<IpAddress> Hop::*who) {
  for (const HopAnswer& answer : trace.answers) {
    if (answer.hops == 0 || answer.hops > hops.size()) continue;
    Hop& hop = hops[answer.hops - 1U];
    hop.asked = true;
    if (answer.sign != HopSign::expired) continue;
    add_address(hop.*who, answer.icmp);
    if (hop.rtt.count() == 0 || answer.rtt < hop.rtt) hop.rtt = answer.rtt;
  }
}

std::optional<IpAddress> first_address(const Hop& hop) {
  if (!hop.own.empty()) return hop.own.front();
  if (!hop.comparison.empty()) return hop.comparison.front();
  return std::nullopt;
}

bool names(const Hop& hop, const IpAddress& address) {
  const auto is_it = [&](const IpAddress& one) { return is_same_address(one, address); };
  return std::ranges::any_of(hop.own, is_it) || std::ranges::any_of(hop.comparison, is_it);
}

/// A router that answers again after another one did is on a circle.
std::optional<std::pair<unsigned, unsigned>> find_loop(const std::vector<Hop>& hops) {
  for (std::size_t i = 0; i < hops.size(); ++i) {
    for (std::size_t j = i + 2; j < hops.size(); ++j) {
      const auto first = first_address(hops[i]);
      const bool other_between =
          std::any_of(hops.begin() + static_cast<std::ptrdiff_t>(i) + 1, hops.begin() + static_cast<std::ptrdiff_t>(j),
                      [&](const Hop& hop) { return first_address(hop) && first_address(hop) != first; });
      if (first && other_between && names(hops[j], *first)) return std::pair(hops[i].number, hops[j].number);
    }
  }
  return std::nullopt;
}

/// The ICMP error by which something refuses to let the flow through.
const probe::Icmp* refusal(const Trace& own, const std::optional<probe::Icmp>& said) {
  for (const HopAnswer& answer : own.answers)
    if (answer.sign == HopSign::unreachable && answer.icmp && answer.icmp->offender) return &*answer.icmp;
  const bool is_expiry = said && said->type == (said->family == Family::v4 ? 11 : 3);
  return said && said->offender && !is_expiry ? &*said : nullptr;
}

unsigned hop_of(const std::vector<Hop>& hops, const IpAddress& device) {
  for (const Hop& hop : hops)
    if (names(hop, device)) return hop.number;
  return 0;
}

class Finder {
 public:
  Finder(const probe::Path& path, const IpAddress& host)
      : own_(path.own), others_(path.comparison ? *path.comparison : nothing_compared), host_(host) {
    finding_.host_hop = probe::host_distance(others_, host);
    const unsigned last_router = finding_.host_hop > 0 ? finding_.host_hop - 1 : 0;
    const unsigned routers = std::max<unsigned>({last_router, probe::farthest_passed(own_), probe::farthest_passed(others_)});
    for (unsigned number = 1; number <= routers; ++number) finding_.hops.push_back({number, {}, {}, {}, false});
    add_hops(finding_.hops, own_, &Hop::own);
    add_hops(finding_.hops, others_, &Hop::comparison);
    finding_.compared_by = others_.transport;
    finding_.compared_port = others_.port;
    finding_.loop = find_loop(finding_.hops);
    finding_.after_hop = probe::farthest_passed(own_);
    finding_.answered_at = probe::host_distance(own_, host);
  }

  PathFinding find(const std::optional<probe::Icmp>& said) && {
    const auto* refused = refusal(own_, said);
    if (finding_.loop)
      finding_.after_hop = finding_.loop->second - 1;
    else if (refused)
      stopped_by(*refused->offender);
    else if (finding_.answered_at == 0)
      stopped_in_silence();
    if (finding_.after_hop > 0 && finding_.after_hop <= finding_.hops.size())
      finding_.after_address = first_address(finding_.hops[finding_.after_hop - 1]);
    std::tie(finding_.origin, finding_.origin_hop) = answer_origin(own_, others_, host_);
    return std::move(finding_);
  }

 private:
  void stopped_by(const IpAddress& device) {
    finding_.device = device;
    finding_.device_is_host = is_same_address(device, host_);
    finding_.after_hop = std::max(finding_.after_hop, hop_of(finding_.hops, device));
    finding_.stops_before = finding_.after_hop + 1;
  }

  void stopped_in_silence() {
    const unsigned host_hop = finding_.host_hop;
    if (host_hop > 0 && finding_.after_hop + 1 >= host_hop) {
      finding_.stops_before = finding_.after_hop + 1;
      return;
    }
    const unsigned next = probe::next_heard_hop(own_, others_);
    if (next == 0) return;
    if (probe::is_deaf_to_the_flow(own_, others_, host_, next))
      finding_.stops_before = next;
    else
      finding_.answers_limited = true;
  }

  const Trace& own_;
  const Trace& others_;
  const IpAddress& host_;
  PathFinding finding_;
};

bool is_about_a_stop(Outcome outcome) {
  return outcome == Outcome::silent || outcome == Outcome::rejected || outcome == Outcome::unroutable;
}

}  // namespace

PathFinding find_path(const probe::Path& path, const IpAddress& host, const std::optional<probe::Icmp>& said) {
  return Finder(path, host).find(said);
}

std::optional<BlockedAt> blocked_at(Outcome outcome, const PathFinding& finding) {
  const bool nothing_known = finding.after_hop == 0 && !finding.stops_before && !finding.device;
  if (!is_about_a_stop(outcome) || nothing_known) return std::nullopt;
  return BlockedAt{finding.after_hop, finding.after_address, finding.stops_before, finding.device};
}

}  // namespace flowvet::judge
