// How long a channel waits before it tries again.
#include "agent/telling/backoff.hpp"

#include "agent/sample_records.hpp"
#include "agent/telling/http_post.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::test;
using namespace std::chrono_literals;
using agent::telling::answer_of;
using agent::telling::Fate;
using agent::telling::parse_retry_after;
using agent::telling::pause_after;

TEST_CASE("Pauses double from a second to ten minutes, less up to half of that by chance") {
  CHECK(pause_after(1, 0) == 1s);
  CHECK(pause_after(2, 0) == 2s);
  CHECK(pause_after(5, 0) == 16s);
  CHECK(pause_after(10, 0) == 512s);
  CHECK(pause_after(11, 0) == 10min);
  CHECK(pause_after(1'000'000, 0) == 10min);
  CHECK(pause_after(0, 0) == 1s);
  CHECK(pause_after(5, 1) == 8s);
  CHECK(pause_after(5, 0.5) == 12s);
}

TEST_CASE("Retry-After is a number of seconds or a date, and nothing else") {
  const auto now = minute(0);  // Sat, 31 Jan 2026 00:00:00 GMT
  CHECK(parse_retry_after("0", now) == 0s);
  CHECK(parse_retry_after("120", now) == 120s);
  CHECK(parse_retry_after("86401", now) == 24h);
  CHECK(parse_retry_after("99999999999999999999", now) == 24h);
  CHECK(parse_retry_after("Sat, 31 Jan 2026 00:02:00 GMT", now) == 120s);
  CHECK(parse_retry_after("Fri, 30 Jan 2026 00:02:00 GMT", now) == 0s);
  CHECK(parse_retry_after("Sun, 31 Jan 2027 00:02:00 GMT", now) == 24h);
  for (const char* text :
       {"", "-1", "+1", "1.5", " 1", "1 ", "1s", "soon", "Sat, 31 Jan 2026 00:02:00 UTC", "Sat, 31 Feb 2026 00:02:00 GMT",
        "Sat, 31 Foo 2026 00:02:00 GMT", "Sat, 31 Jan 2026 24:02:00 GMT", "Sat, 31 Jan 9999 00:02:00 GMT", "Sat, 31 Jan 2026 00-02-00 GMT",
        "Saturday, 31-Jan-26 00:02:00 GMT", "Sat, -1 Jan 2026 00:02:00 GMT"})
    CHECK_MESSAGE(parse_retry_after(text, now) == std::nullopt, text);
}

TEST_CASE("What a webhook answers decides between taken, again and never") {
  const auto fate = [](unsigned status) { return answer_of(status, "", minute(0)).fate; };
  for (const unsigned status : {200U, 201U, 202U, 204U}) CHECK(fate(status) == Fate::taken);
  for (const unsigned status : {408U, 425U, 429U, 500U, 502U, 503U, 504U, 599U}) CHECK(fate(status) == Fate::again);
  for (const unsigned status : {301U, 302U, 307U, 308U, 400U, 401U, 403U, 404U, 410U, 413U, 422U, 999U}) CHECK(fate(status) == Fate::never);
  CHECK(answer_of(429, "7", minute(0)).wait == 7s);
  CHECK(answer_of(503, "never", minute(0)).wait == std::nullopt);
  CHECK(answer_of(302, "", minute(0)).words == "HTTP 302, a redirect, which is not followed");
}
