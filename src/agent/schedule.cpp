// Arithmetic on the grid of turns.
#include "agent/schedule.hpp"

#include <algorithm>

namespace flowvet::agent {
namespace {

/// Looking ahead goes in steps that a change to summer time cannot make overshoot by more than itself.
constexpr std::chrono::minutes longest_step{60};
constexpr int most_steps = 2 * static_cast<int>(a_week / longest_step);

SteadyTime time_of(const Schedule& schedule, const Position& position, std::int64_t number) {
  return position.origin + number * schedule.every;
}

/// The newest turn that has come by then; negative before turn 0.
std::int64_t newest_by(const Schedule& schedule, const Position& position, SteadyTime time) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(time - position.origin);
  const std::chrono::milliseconds every = schedule.every;
  return since.count() >= 0 ? since / every : -((every - std::chrono::milliseconds{1} - since) / every);
}

/// The first active minute from `time` on; `time` itself when it is active.
WallTime opening(const WeekHours& hours, WallTime time, const ToWeekTime& week_time) {
  for (int step = 0; step < most_steps; ++step) {
    const auto wait = hours.until(week_time(time));
    if (wait == std::chrono::minutes{0}) break;
    time = std::chrono::floor<std::chrono::minutes>(time) + std::min(wait, longest_step);
  }
  return time;
}

/// SplitMix64 (Steele, Lea, Flood 2014): neighbouring turns get unrelated numbers.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

}  // namespace

Position begin_grid(const Schedule& schedule, std::optional<WallTime> last_start, const Moment& now) {
  if (!last_start) return {now.steady, std::nullopt};
  const auto age = now.wall - *last_start;
  const bool is_due = age < WallTime::duration::zero() || age >= schedule.every;
  return {is_due ? now.steady : now.steady + std::chrono::duration_cast<SteadyTime::duration>(schedule.every - age), std::nullopt};
}

Turn next_turn(const Schedule& schedule, const Position& position, const Moment& now, const ToWeekTime& week_time) {
  const auto number = std::max(position.taken ? *position.taken + 1 : 0, newest_by(schedule, position, now.steady));
  const auto at = time_of(schedule, position, number);
  if (schedule.hours.empty()) return {number, at};
  const auto ahead = std::max(at - now.steady, SteadyTime::duration::zero());
  const auto wall = now.wall + std::chrono::duration_cast<WallTime::duration>(ahead);
  const auto opens = opening(schedule.hours, wall, week_time);
  if (opens == wall) return {number, at};
  const auto begin = now.steady + ahead + std::chrono::duration_cast<SteadyTime::duration>(opens - wall);
  return {std::max(number, newest_by(schedule, position, begin)), begin};
}

Position after_run(const Schedule& schedule, Position position, const Turn& run, SteadyTime ended) {
  position.taken = std::max(run.number, newest_by(schedule, position, ended));
  return position;
}

SteadyTime start_of(const Schedule& schedule, const Turn& turn, std::uint64_t seed) {
  const auto choices = static_cast<std::uint64_t>(schedule.jitter.count()) + 1;
  return turn.at + std::chrono::milliseconds{mixed(seed ^ mixed(static_cast<std::uint64_t>(turn.number))) % choices};
}

}  // namespace flowvet::agent
