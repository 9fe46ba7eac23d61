// Hours of the week and lengths of time, as people write them.
#include "agent/hours.hpp"
#include "agent/duration.hpp"

#include <doctest/doctest.h>

using namespace flowvet::agent;
using namespace std::chrono_literals;

namespace {

WeekHours hours(std::string_view text) {
  WeekHours hours;
  REQUIRE(hours.add(text));
  return hours;
}

constexpr WeekTime tuesday = 24h, friday = 4 * 24h, sunday = 6 * 24h;

}  // namespace

TEST_CASE("Hours contain what they say") {
  CHECK(hours("07:00-19:00").contains(tuesday + 7h));
  CHECK_FALSE(hours("07:00-19:00").contains(tuesday + 19h));
  CHECK_FALSE(hours("07:00-19:00").contains(tuesday + 6h + 59min));
  CHECK(hours("Tue 00:00-24:00").contains(tuesday + 23h + 59min));
  CHECK_FALSE(hours("tue 00:00-24:00").contains(tuesday + 24h));
  CHECK(hours("fri-mon 10:00-11:00").contains(sunday + 10h));
  CHECK_FALSE(hours("fri-mon 10:00-11:00").contains(tuesday + 10h));
  CHECK(hours("sun 22:00-06:00").contains(5h));  // Monday morning
  CHECK_FALSE(hours("sun 22:00-06:00").contains(sunday + 5h));
  CHECK_FALSE(WeekHours{}.contains(0min));
  CHECK(WeekHours{}.empty());
}

TEST_CASE("Hours tell how long it is until they begin") {
  CHECK(hours("fri 10:00-11:00").until(friday + 10h) == 0min);
  CHECK(hours("fri 10:00-11:00").until(tuesday) == 3 * 24h + 10h);
  CHECK(hours("fri 10:00-11:00").until(friday + 11h) == 7 * 24h - 1h);
  CHECK(WeekHours{}.until(0min) == a_week);
}

TEST_CASE("What says no hours is refused and adds nothing") {
  for (const char* text :
       {"", "7:00-19:00", "07:00", "07:00-", "-19:00", "07:00-25:00", "07:60-08:00", "07:00-07:00", "24:00-06:00", "mo 07:00-19:00",
        "mon- 07:00-19:00", "mon, 07:00-19:00", "mon  07:00-19:00", "07:00-19:00 mon", "07:00-24:01", "0a:00-01:00", "mon-fri"}) {
    CAPTURE(text);
    WeekHours hours;
    CHECK_FALSE(hours.add(text));
    CHECK(hours.empty());
  }
}

TEST_CASE("Lengths of time are read and written") {
  CHECK(parse_duration("90s") == 90s);
  CHECK(parse_duration("5m") == 5min);
  CHECK(parse_duration("1h30m") == 90min);
  CHECK(parse_duration("7d") == 7 * 24h);
  CHECK(parse_duration("0s") == 0s);
  for (const char* text : {"", "5", "m", "5 m", "-5m", "5m5m", "5s1m", "1.5h", "99999d", "99999999999999999999s", "5x"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
  CHECK(duration_text(0ms) == "0 ms");
  CHECK(duration_text(999ms) == "999 ms");
  CHECK(duration_text(1540ms) == "1.5 s");
  CHECK(duration_text(12min + 5s) == "12 min 5 s");
  CHECK(duration_text(60min) == "1 h");
  CHECK(duration_text(76h + 59min) == "3 d 4 h");
  CHECK(duration_text(24h + 30s) == "1 d");
}
