// When a job's next run begins: pure, a function of its schedule, its last run and the clocks.
// Turns lie on a grid of the steady clock, so that setting the wall clock neither hurries nor delays a run; the wall clock only says
// whether a turn falls into the active hours.
#pragma once

#include "agent/hours.hpp"
#include "agent/record.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace flowvet::agent {

using SteadyTime = std::chrono::steady_clock::time_point;

/// One reading of both clocks.
struct Moment {
  WallTime wall;
  SteadyTime steady;
};

/// The host's local time of the week.
using ToWeekTime = std::function<WeekTime(WallTime)>;

struct Schedule {
  std::chrono::seconds every{300};
  std::chrono::milliseconds jitter{};  ///< a run begins up to so much after its turn; less than `every`
  WeekHours hours;                     ///< empty: always active

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// Where a job stands on its grid.
struct Position {
  SteadyTime origin;                  ///< turn 0
  std::optional<std::int64_t> taken;  ///< the newest turn that was run or missed
};

struct Turn {
  std::int64_t number = 0;
  SteadyTime at;  ///< its place on the grid, or the begin of the active hours; without jitter
};

/// Turn 0 is `every` after the last run that is remembered, or now where that has passed or lies in the future (the clock was set back).
Position begin_grid(const Schedule& schedule, std::optional<WallTime> last_start, const Moment& now);

/// The turn to wait for. Of turns that have passed unseen (the host slept) only the newest is still due; of those outside the active
/// hours the newest waits until they begin, so that a daily job is not left out. Ask again each minute or so: the answer follows a
/// clock that is set.
Turn next_turn(const Schedule& schedule, const Position& position, const Moment& now, const ToWeekTime& week_time);

/// The position after a run: turns that came while it was under way are missed, not made up for.
Position after_run(const Schedule& schedule, Position position, const Turn& run, SteadyTime ended);

/// When the turn's run begins: its time plus its jitter, which is the same whenever it is asked for with the same seed.
SteadyTime start_of(const Schedule& schedule, const Turn& turn, std::uint64_t seed);

}  // namespace flowvet::agent
