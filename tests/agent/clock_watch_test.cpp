// When the wall clock counts as set, and how long it is then not believed.
#include "agent/clock_watch.hpp"

#include <doctest/doctest.h>

using namespace flowvet::agent;
using namespace std::chrono_literals;

namespace {

constexpr Moment begin{WallTime{std::chrono::sys_days{std::chrono::January / 5 / 2026}}, SteadyTime{1000h}};

/// So long after the begin by the steady clock, with the wall clock set by `step` in between.
Moment later(std::chrono::seconds time, std::chrono::seconds step = 0s) {
  return {begin.wall + time + step, begin.steady + time};
}

}  // namespace

TEST_CASE("A clock that runs on is believed, however long nobody looks, and so is one that is set by minutes") {
  ClockWatch clock;
  CHECK(clock.see(begin) == 0s);
  CHECK(clock.see(later(1s)) == 0s);
  CHECK(clock.see(later(7 * 24h)) == 0s);
  CHECK(clock.see(later(8 * 24h, 59min)) == 0s);
  CHECK(clock.see(later(9 * 24h)) == 0s);
  CHECK(clock.is_trusted());
}

TEST_CASE("A clock that is set by hours or years is not believed for a day from then on") {
  for (const auto step :
       {std::chrono::seconds{1h}, std::chrono::seconds{-1h}, std::chrono::seconds{365 * 24h}, std::chrono::seconds{-56 * 365 * 24h}}) {
    CAPTURE(step.count());
    ClockWatch clock;
    clock.see(begin);
    CHECK(clock.see(later(5min, step)) == step);
    CHECK_FALSE(clock.is_trusted());
    CHECK(clock.see(later(24h, step)) == 0s);
    CHECK_FALSE(clock.is_trusted());
    CHECK(clock.see(later(24h + 5min, step)) == 0s);
    CHECK(clock.is_trusted());
    CHECK(clock.see(later(25h)) == -step);  // set right again
    CHECK_FALSE(clock.is_trusted());
  }
}
