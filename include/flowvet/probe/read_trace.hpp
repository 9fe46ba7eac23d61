// Plain readings of a trace, the same for the tracer, which asks on until it knows enough, and for the judge. Pure.
#pragma once

#include "flowvet/probe/observation.hpp"

#include <algorithm>
#include <cmath>

namespace flowvet::probe {

/// Whether the host itself said this, as far as anybody can tell: an answer in its name, or an ICMP error from its address.
inline bool is_by_host(const HopAnswer& answer, const IpAddress& host) {
  if (answer.sign == HopSign::answered || answer.sign == HopSign::reset) return true;
  return answer.sign == HopSign::unreachable && answer.icmp && answer.icmp->offender == host;
}

inline bool is_heard(const HopAnswer& answer) {
  return answer.sign != HopSign::nothing && answer.sign != HopSign::failed;
}

/// Somebody, a router or whoever answers in the host's name, said something.
inline bool somebody_heard(const Trace& trace) {
  return std::ranges::any_of(trace.answers, is_heard);
}

/// The lowest hop limit with which the host answered; 0 where none did.
inline std::uint8_t host_distance(const Trace& trace, const IpAddress& host) {
  std::uint8_t nearest = 0;
  for (const HopAnswer& answer : trace.answers)
    if (answer.hops > 0 && is_by_host(answer, host) && (nearest == 0 || answer.hops < nearest)) nearest = answer.hops;
  return nearest;
}

/// Whether a router said that a packet with this hop limit expired there.
inline bool passes(const Trace& trace, std::size_t hops) {
  return std::ranges::any_of(trace.answers,
                             [hops](const HopAnswer& answer) { return answer.hops == hops && answer.sign == HopSign::expired; });
}

/// The highest hop limit for which passes() holds; 0 where none does.
inline std::uint8_t farthest_passed(const Trace& trace) {
  std::uint8_t farthest = 0;
  for (const HopAnswer& answer : trace.answers)
    if (answer.sign == HopSign::expired) farthest = std::max(farthest, answer.hops);
  return farthest;
}

/// How many packets could have been answered, and how many were not. Those count whose hop limit somebody has answered at some time;
/// one without a limit goes to the host.
struct Loss {
  int sent = 0;
  int lost = 0;
};

inline Loss loss_of(const Trace& trace, const IpAddress& host) {
  const std::uint8_t distance = host_distance(trace, host);
  Loss loss;
  for (const HopAnswer& answer : trace.answers) {
    const bool to_the_host = distance > 0 && (answer.hops == 0 || answer.hops >= distance);
    const bool can_be_heard = to_the_host || std::ranges::any_of(trace.answers, [&](const HopAnswer& other) {
                                return other.hops == answer.hops && is_heard(other);
                              });
    if (answer.sign == HopSign::failed || !can_be_heard) continue;
    ++loss.sent;
    if (!is_heard(answer)) ++loss.lost;
  }
  return loss;
}

/// How many questions with a floor must stay unanswered before their silence says something, and as many with the next lower floor be
/// answered. Five do that by loss alone in one of a thousand cases at 30 % each way: too many once packets are known to get lost.
inline int questions_for_silence(const Trace& others, const IpAddress& host) {
  return loss_of(others, host).lost == 0 ? 5 : 9;
}

/// The hop limit that the host's answers arrive with; 0 when it is not known or not always the same.
inline std::uint8_t hops_left_by_host(const Trace& trace, const IpAddress& host) {
  std::uint8_t left = 0;
  for (const HopAnswer& answer : trace.answers) {
    const std::uint8_t arrived = answer.icmp ? answer.icmp->hops_left : answer.hops_left;
    if (!is_by_host(answer, host) || arrived == 0) continue;
    if (left != 0 && left != arrived) return 0;
    left = arrived;
  }
  return left;
}

/// Packets of the comparison that stayed unanswered at hops that answered the flow's own: loss too, although the comparison alone
/// cannot tell such a hop from one that never answers.
inline int lost_where_own_are_heard(const Trace& own, const Trace& others) {
  return static_cast<int>(std::ranges::count_if(others.answers, [&](const HopAnswer& answer) {
    return answer.sign == HopSign::nothing && passes(own, answer.hops) && !passes(others, answer.hops);
  }));
}

/// How likely it may be that loss alone explains the flow's silence.
inline constexpr double most_likely_by_loss = 0.0003;
/// The same where the comparison lost packets too, so few of them say little about how many are really lost.
inline constexpr double most_likely_by_seen_loss = 0.0001;

/// Whether loss hardly explains that all of `times` packets were lost, where `seen` is what became of others. The chance of one is
/// judged with Laplace's rule, which never takes few for none, and with more doubt where some were lost.
inline bool loss_hardly_explains(int times, Loss seen) {
  if (seen.lost == 0) return std::pow(1.0 / (seen.sent + 2.0), times) <= most_likely_by_loss;
  return std::pow((seen.lost + 3.0) / (seen.sent + 4.0), times) <= most_likely_by_seen_loss;
}

/// The same of a flow's packets, judged by those of the comparison.
inline bool loss_hardly_explains(int times, const Trace& own, const Trace& others, const IpAddress& host) {
  Loss loss = loss_of(others, host);
  const int unheard = lost_where_own_are_heard(own, others);
  loss.lost += unheard;
  loss.sent += unheard;
  return loss_hardly_explains(times, loss);
}

/// The flow asked here often enough and heard nothing, while the comparison, asked no earlier, was answered.
inline bool is_deaf_to_the_flow(const Trace& own, const Trace& others, const IpAddress& host, unsigned hop) {
  auto asked = std::chrono::microseconds::max();
  int times = 0;
  for (const HopAnswer& answer : own.answers) {
    if (answer.hops != hop || answer.sign != HopSign::nothing) continue;
    asked = std::min(asked, answer.asked);
    ++times;
  }
  const auto hears_others = [&](const HopAnswer& answer) {
    return answer.hops == hop && answer.sign == HopSign::expired && answer.asked >= asked;
  };
  return loss_hardly_explains(times, own, others, host) && std::ranges::any_of(others.answers, hears_others);
}

/// The first hop beyond those that the flow is known to pass at which a router answers the comparison; 0 where there is none.
inline unsigned next_heard_hop(const Trace& own, const Trace& others) {
  unsigned next = 0;
  for (const HopAnswer& answer : others.answers)
    if (answer.sign == HopSign::expired && answer.hops > farthest_passed(own) && (next == 0 || answer.hops < next)) next = answer.hops;
  return next;
}

}  // namespace flowvet::probe
