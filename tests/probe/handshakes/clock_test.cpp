// A peer's clock against ours: the arithmetic of NTP, and what is no clock.
#include "probe/handshakes/clock.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::probe;
using namespace std::chrono_literals;

namespace {

const WallTime noon = test::scripted_now() + 12h;
const double noon_seconds = std::chrono::duration<double>(noon.time_since_epoch()).count();

std::vector<Fact> clock(std::string offset_ms, std::string precision_ms) {
  return {{"clock.offset_ms", std::move(offset_ms)}, {"clock.precision_ms", std::move(precision_ms)}};
}

}  // namespace

TEST_CASE("the offset is ours minus theirs, with the way there and back shared out evenly") {
  // 30 ms there, 10 ms inside, 30 ms back.
  CHECK(clock_facts({noon, noon + 70ms, noon_seconds + 0.030, noon_seconds + 0.040, 0}) == clock("0", "30"));
  CHECK(clock_facts({noon, noon + 70ms, noon_seconds + 5.030, noon_seconds + 5.040, 0}) == clock("-5000", "30"));
  CHECK(clock_facts({noon, noon + 20ms, noon_seconds - 360, noon_seconds - 360, 0}) == clock("360010", "10"));
}

TEST_CASE("a clock that shows whole seconds is right to half of one") {
  CHECK(clock_facts({noon, noon + 20ms, noon_seconds, noon_seconds, 1}) == clock("-490", "510"));
}

TEST_CASE("a time that no clock shows is no fact") {
  CHECK(clock_facts({noon, noon + 20ms, -2208988800.0, noon_seconds, 0}).empty());
  CHECK(clock_facts({noon, noon + 20ms, -11644473600.0, -11644473600.0, 0}).empty());
  CHECK(clock_facts({noon, noon + 20ms, noon_seconds + 1, noon_seconds, 0}).empty());
}

TEST_CASE("an HTTP date is read in the one form that servers must send") {
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784111777.0);
  CHECK(parse_http_date("Thu, 01 Jan 2026 00:00:00 GMT") == 1767225600.0);
  for (const auto* other :
       {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT"})
    CHECK_FALSE(parse_http_date(other));
}
