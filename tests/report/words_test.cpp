// Evidence in words, times, lines.
#include "flowvet/base/text.hpp"
#include "report/evidence_words.hpp"
#include "report/icmp_words.hpp"
#include "report/findings.hpp"
#include "report/layout.hpp"
#include "report/time_text.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::report;
using namespace std::chrono_literals;

TEST_CASE("an ICMP message is told with its number, its sender and its meaning") {
  const probe::Icmp icmp{Family::v4, 3, 13, parse_address("10.2.0.1"), 0};
  CHECK(icmp_in_words(icmp) == "ICMP 3/13 from 10.2.0.1: a filter prohibits this traffic");
  CHECK(icmp_in_words({Family::v6, 1, 4, std::nullopt, 0}) == "ICMPv6 1/4: nothing listens on this port");
  CHECK(icmp_meaning({Family::v4, 3, 4, std::nullopt, 1300}) == "the packet is too big for the path (at most 1300 bytes)");
  CHECK(icmp_meaning({Family::v4, 200, 9, std::nullopt, 0}) == "a code without a documented meaning");
}

TEST_CASE("every error kind, outcome and stage has words") {
  for (const auto& word : word_table<probe::ErrorKind>) CHECK_FALSE(error_in_words(word.value).empty());
  for (const auto& word : word_table<judge::Outcome>) {
    CheckReport check;
    check.verdict.outcome = word.value;
    CAPTURE(word.text);
    CHECK_FALSE(check_in_words(check).empty());
  }
  for (const auto& word : word_table<probe::Stage>)
    CHECK_FALSE(attempt_in_words(test::failed_with(probe::ErrorKind::timed_out, word.value), catalog::Transport::tcp).empty());
}

TEST_CASE("ports are joined to ranges, each once") {
  CHECK(ports_text({443, 80, 80}) == "80, 443");
  CHECK(ports_text({16502, 16500, 16501, 65535}) == "16500-16502, 65535");
  CHECK(ports_text({}).empty());
}

TEST_CASE("checks of the same ports with the same result are one finding") {
  using enum catalog::Transport;
  const auto lines = findings(
      {{tcp, "a", 80, "silent"}, {tcp, "a", 443, "silent"}, {tcp, "b", 80, "silent"}, {tcp, "b", 443, "silent"}, {udp, "a", 80, "silent"}});
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].target == "TCP 80, 443 to a, b");
  CHECK(lines[1].target == "UDP 80 to a");
}

TEST_CASE("checks with different results stay apart") {
  using enum catalog::Transport;
  CHECK(findings({{tcp, "a", 80, "silent"}, {tcp, "a", 443, "refused"}}).size() == 2);
}

TEST_CASE("lines break at blanks and keep long words whole") {
  CHECK(hanging("x: ", "one two", 100) == "x: one two\n");
  CHECK(hanging("x: ", "aaaaaaaaaaaa bbbbbbbbbbbb", 23) == "x: aaaaaaaaaaaa\n   bbbbbbbbbbbb\n");
  CHECK(hanging("", std::string(50, 'a'), 20) == std::string(50, 'a') + "\n");
  CHECK(hanging("x", "", 20) == "x\n");
}

TEST_CASE("times are UTC and come back as they were") {
  const auto time = std::chrono::sys_days{std::chrono::February / 29 / 2024} + 23h + 59min + 59s + 7ms;
  CHECK(to_rfc3339(time) == "2024-02-29T23:59:59.007Z");
  CHECK(from_rfc3339(to_rfc3339(time)) == time);
  CHECK(from_rfc3339("1678-01-01T00:00:00.000Z") == std::chrono::sys_days{std::chrono::January / 1 / 1678});
  CHECK(from_rfc3339("2261-12-31T23:59:59.999Z") == std::chrono::sys_days{std::chrono::January / 1 / 2262} - 1ms);
  for (const auto* text : {"", "2024-02-30T00:00:00.000Z", "2024-02-29T24:00:00.000Z", "2024-02-29 00:00:00.000Z",
                           "2024-02-29T00:00:00.000+", "+024-02-29T00:00:00.000Zx", "1013-02-03T04:05:06.007Z", "9999-12-31T23:59:59.999Z"})
    CHECK_FALSE(from_rfc3339(text));
}

TEST_CASE("durations are told in the unit that a person would use") {
  CHECK(to_reading_text(850ms) == "850 ms");
  CHECK(to_reading_text(3210ms) == "3.2 s");
  CHECK(to_reading_text(125'000ms) == "2 min 5 s");
  CHECK(round_trip_text(213us) == "0.213 ms");
  CHECK(round_trip_text(12'430us) == "12.4 ms");
}
