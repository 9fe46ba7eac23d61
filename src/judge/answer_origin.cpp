// Floors: a TCP socket that ignores segments below a hop limit is answered, or it is not; the highest floor that is answered is
// the hop limit of the answer.
#include "judge/answer_origin.hpp"

#include "flowvet/base/hop_limit.hpp"
#include "flowvet/probe/read_trace.hpp"

#include <algorithm>

namespace flowvet::judge {
namespace {

using probe::HopAnswer;
using probe::HopSign;
using probe::Trace;

bool in_the_hosts_name(const HopAnswer& answer) {
  return answer.sign == HopSign::answered || answer.sign == HopSign::reset;
}

/// The lowest hop limit that was answered in the host's name; 0 when none was.
unsigned answered_at(const Trace& own) {
  unsigned nearest = 0;
  for (const HopAnswer& answer : own.answers)
    if (answer.hops > 0 && in_the_hosts_name(answer) && (nearest == 0 || answer.hops < nearest)) nearest = answer.hops;
  return nearest;
}

auto count_at_floor(const Trace& own, unsigned floor, auto&& wanted) {
  return std::ranges::count_if(own.answers, [&](const HopAnswer& answer) { return answer.floor == floor && wanted(answer); });
}

bool is_silent_at_floor(const Trace& own, unsigned floor, int questions) {
  const auto is_silence = [](const HopAnswer& answer) { return answer.sign == HopSign::nothing; };
  const auto is_other = [](const HopAnswer& answer) { return answer.sign != HopSign::nothing; };
  return count_at_floor(own, floor, is_silence) >= questions && count_at_floor(own, floor, is_other) == 0;
}

bool always_answers_at_floor(const Trace& own, unsigned floor, int questions) {
  const auto is_other = [](const HopAnswer& answer) { return !in_the_hosts_name(answer); };
  return count_at_floor(own, floor, in_the_hosts_name) >= questions && count_at_floor(own, floor, is_other) == 0;
}

/// The highest floor that was answered, up to `most`; 0 when none was.
unsigned highest_floor(const Trace& own, unsigned most) {
  unsigned highest = 0;
  for (const HopAnswer& answer : own.answers)
    if (answer.floor <= most && in_the_hosts_name(answer)) highest = std::max<unsigned>(highest, answer.floor);
  return highest;
}

/// The comparison's packets went farther than this and expired at a router: the host is farther away.
bool is_short_of_the_host(const Trace& others, unsigned hops) {
  return hops > 0 && probe::farthest_passed(others) >= hops;
}

/// The distance of the host is exactly this, and the flow's packets went through the last router before they were answered.
bool is_at_the_host(const Trace& own, const Trace& others, const IpAddress& host, unsigned hops) {
  if (hops == 0 || probe::host_distance(others, host) != hops) return false;
  return hops == 1 || (probe::passes(others, hops - 1) && probe::passes(own, hops - 1));
}

}  // namespace

Origin origin_of(const probe::Observation& observation) {
  if (!observation.path || !observation.path->comparison) return Origin::unclear;
  return answer_origin(observation.path->own, *observation.path->comparison, observation.address).first;
}

std::pair<Origin, std::optional<unsigned>> answer_origin(const Trace& own, const Trace& others, const IpAddress& host) {
  if (own.transport != catalog::Transport::tcp) return {Origin::unclear, std::nullopt};
  const int questions = probe::questions_for_silence(others, host);
  const unsigned at = answered_at(own);
  const unsigned left = probe::hops_left_by_host(others, host);
  const unsigned initial = initial_hop_limit(static_cast<std::uint8_t>(left));
  const unsigned floor = left == 0 ? 0 : highest_floor(own, initial);
  const bool began_alike = left > 0 && (initial == UINT8_MAX || is_silent_at_floor(own, initial + 1, questions));
  const bool came_a_shorter_way = began_alike && floor > left;
  if (came_a_shorter_way || is_short_of_the_host(others, at))
    return {Origin::nearer, came_a_shorter_way ? std::optional(initial - floor + 1) : std::nullopt};
  const bool same_way_back = left > 0 && always_answers_at_floor(own, left, questions) && is_silent_at_floor(own, left + 1, questions);
  return {same_way_back && is_at_the_host(own, others, host, at) ? Origin::host : Origin::unclear, std::nullopt};
}

}  // namespace flowvet::judge
