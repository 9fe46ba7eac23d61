// When runs begin, as tables: the clocks and the last run on the left, the next start on the right.
#include "agent/schedule.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace flowvet::agent;
using namespace std::chrono_literals;

namespace {

// Monday, as the week begins.
constexpr WallTime monday{std::chrono::sys_days{std::chrono::January / 5 / 2026}};
constexpr SteadyTime boot{1000h};

WeekTime utc(WallTime time) {
  const auto since = std::chrono::floor<std::chrono::minutes>(time - monday) % a_week;
  return since < 0min ? since + a_week : since;
}

/// Both clocks run alike since Monday 00:00.
Moment at(std::chrono::milliseconds since_monday) {
  return {monday + since_monday, boot + since_monday};
}

Schedule every(std::chrono::seconds pause, const char* hours = nullptr) {
  Schedule schedule;
  schedule.every = pause;
  if (hours) REQUIRE(schedule.hours.add(hours));
  return schedule;
}

std::chrono::milliseconds since_boot(const Turn& turn) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(turn.at - boot);
}

}  // namespace

TEST_CASE("The first run after a start respects the last one that is remembered") {
  struct Row {
    const char* what;
    std::optional<WallTime> last;
    std::chrono::milliseconds expected;  // from now on
  };
  for (const auto& row : {
           Row{"never run: at once", std::nullopt, 0ms},
           Row{"two minutes ago: three more to wait", monday + 10h - 2min, 3min},
           Row{"long ago: at once, once", monday + 1h, 0ms},
           Row{"just due: at once", monday + 10h - 5min, 0ms},
           Row{"in the future, since the clock was set back: at once", monday + 20h, 0ms},
       }) {
    CAPTURE(row.what);
    const auto position = begin_grid(every(5min), row.last, at(10h));
    CHECK(since_boot(next_turn(every(5min), position, at(10h), utc)) - 10h == row.expected);
  }
}

TEST_CASE("Turns follow each other on the grid; those that passed are run once or not at all, never piled up") {
  struct Row {
    const char* what;
    std::optional<std::int64_t> taken;
    std::chrono::milliseconds now;
    std::int64_t number;
  };
  const Position origin{boot, std::nullopt};
  for (const auto& row : {
           Row{"before the first", std::nullopt, -1min, 0},
           Row{"the first is due", std::nullopt, 0ms, 0},
           Row{"after the first", 0, 1ms, 1},
           Row{"the timer was late: still this turn", 0, 5min + 10s, 1},
           Row{"the host slept for an hour: only the newest is due", 0, 1h + 1s, 12},
           Row{"and the next comes in its time", 12, 1h + 2s, 13},
           Row{"a turn that was taken early is not taken again", 3, 15min - 1ms, 4},
       }) {
    CAPTURE(row.what);
    const auto turn = next_turn(every(5min), {origin.origin, row.taken}, at(row.now), utc);
    CHECK(turn.number == row.number);
    CHECK(since_boot(turn) == row.number * 5min);
  }
}

TEST_CASE("A run that takes longer than its pause makes the job miss turns, not overlap or catch up") {
  const auto schedule = every(10s);
  const Position begin{boot, std::nullopt};
  const auto first = next_turn(schedule, begin, at(0s), utc);
  struct Row {
    std::chrono::milliseconds took;
    std::chrono::seconds next;
  };
  for (const auto& row : {Row{3s, 10s}, Row{9999ms, 10s}, Row{10s, 20s}, Row{14s, 20s}, Row{20s, 30s}, Row{61s, 70s}}) {
    CAPTURE(row.took.count());
    const auto after = after_run(schedule, begin, first, boot + row.took);
    CHECK(since_boot(next_turn(schedule, after, at(row.took), utc)) == row.next);
  }
}

TEST_CASE("Turns outside the active hours wait until these begin, and are then one") {
  struct Row {
    std::chrono::seconds every;
    const char* hours;
    std::optional<std::int64_t> taken;
    std::chrono::milliseconds now;
    std::chrono::minutes next;
  };
  const auto none = std::nullopt;
  for (const auto& row : {
           Row{5min, "08:00-18:00", none, 7h, 8h},
           Row{5min, "08:00-18:00", none, 8h, 8h},
           Row{5min, "08:00-18:00", 96, 8h, 8h + 5min},
           Row{5min, "08:00-18:00", none, 17h + 59min, 17h + 55min},  // late by less than its pause
           Row{5min, "08:00-18:00", 215, 17h + 59min, 32h},           // the next one would be at 18:00
           Row{5min, "08:00-18:00", none, 18h + 1s, 32h},
           Row{5min, "mon-fri 08:00-18:00", none, 4 * 24h + 19h, 7 * 24h + 8h},
           Row{5min, "sat,sun 22:00-06:00", none, 24h, 5 * 24h + 22h},
           Row{5min, "sat,sun 22:00-06:00", none, 6 * 24h + 23h, 6 * 24h + 23h},
           Row{5min, "sat,sun 22:00-06:00", none, 7 * 24h + 3h, 7 * 24h + 3h},  // Sunday's night reaches into Monday
           Row{24h, "08:02-18:00", 0, 1h, 24h + 8h + 2min},                     // a daily job whose turn is at midnight
           Row{7s, "08:02-08:03", none, 1h + 3s, 8h + 2min},
       }) {
    CAPTURE(row.hours);
    CAPTURE(row.now.count());
    const auto schedule = every(row.every, row.hours);
    const Position position{boot, row.taken};
    const auto turn = next_turn(schedule, position, at(row.now), utc);
    CHECK(since_boot(turn) == row.next);
    const auto after = after_run(schedule, position, turn, turn.at + 1s);
    CHECK(next_turn(schedule, after, {monday + (turn.at - boot) + 1s, turn.at + 1s}, utc).at > turn.at + 1s);
  }
}

TEST_CASE("Setting the wall clock neither hurries nor delays a run") {
  const auto schedule = every(5min);
  const Position position{boot, 2};
  for (const auto step : {-20 * 24h, -1h, 0h, 1h, 20 * 24h}) {
    CAPTURE(step.count());
    auto now = at(12min);
    now.wall += step;
    CHECK(since_boot(next_turn(schedule, position, now, utc)) == 15min);
  }
}

TEST_CASE("Active hours follow a wall clock that is set while the job waits") {
  const auto schedule = every(5min, "08:00-18:00");
  const Position position{boot, 0};
  auto now = at(6h);
  CHECK(since_boot(next_turn(schedule, position, now, utc)) == 8h);
  now.wall += 3h;  // it is nine o'clock
  CHECK(since_boot(next_turn(schedule, position, now, utc)) == 6h);
  now.wall += 12h;  // nine in the evening: eleven hours to go
  CHECK(since_boot(next_turn(schedule, position, now, utc)) == 17h);
}

TEST_CASE("Summer time that begins before the active hours makes the run begin with them") {
  const auto schedule = every(5min, "08:00-18:00");
  const auto local = [](WallTime time) { return utc(time >= monday + 2h ? time + 1h : time); };
  CHECK(since_boot(next_turn(schedule, {boot, 0}, at(1h), local)) == 7h);
}

TEST_CASE("Jitter is bounded, differs from turn to turn and stays the same for one turn") {
  auto schedule = every(60s);
  schedule.jitter = 5s;
  std::set<std::chrono::milliseconds> delays;
  for (std::int64_t number = 0; number < 200; ++number) {
    const Turn turn{number, boot + number * 60s};
    const auto delay = std::chrono::duration_cast<std::chrono::milliseconds>(start_of(schedule, turn, 42) - turn.at);
    CHECK(delay >= 0ms);
    CHECK(delay <= 5s);
    CHECK(start_of(schedule, turn, 42) == start_of(schedule, turn, 42));
    delays.insert(delay);
  }
  CHECK(delays.size() > 100);
  schedule.jitter = 0ms;
  CHECK(start_of(schedule, {7, boot}, 42) == boot);
}
