// Plain readings of a trace, the same for the tracer, which asks on until it knows enough, and for the judge. Pure.
#pragma once

#include "flowvet/probe/observation.hpp"

#include <algorithm>

namespace flowvet::probe {

/// Whether the host itself said this, as far as anybody can tell: an answer in its name, or an ICMP error from its address.
inline bool is_by_host(const HopAnswer& answer, const IpAddress& host) {
  if (answer.sign == HopSign::answered || answer.sign == HopSign::reset) return true;
  return answer.sign == HopSign::unreachable && answer.icmp && answer.icmp->offender == host;
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
  const auto is_heard = [](const HopAnswer& answer) { return answer.sign != HopSign::nothing && answer.sign != HopSign::failed; };
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

}  // namespace flowvet::probe
