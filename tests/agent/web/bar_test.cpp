// Runs become spells, spells become bars and sentences; times are those of the host.
#include "agent/web/page/bar.hpp"

#include "agent/sample_records.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::test;
using namespace flowvet::agent::web::page;
using namespace std::chrono_literals;
using agent::Sighting;
using agent::WallTime;

namespace {

constexpr auto every = 5min;

std::vector<Sighting> sightings(const std::vector<std::pair<int, agent::Finding>>& found) {
  std::vector<Sighting> all;
  for (const auto& [at, finding] : found) all.push_back({at, minute(at), agent::RunState::finished, finding, std::nullopt});
  return all;
}

Clock clock_at(WallTime now, Language language = Language::en, std::chrono::minutes offset = 0min) {
  return {language, now, [offset](WallTime) { return offset; }};
}

std::string told(const std::vector<Sighting>& all, int now, Language language = Language::en) {
  return in_words(spells_of(all, every, minute(now)), last_day, clock_at(minute(now), language));
}

}  // namespace

TEST_CASE("What a run found holds until the next run, the newest until now") {
  const auto spells = spells_of(sightings({{0, passed()}, {5, failed()}, {10, failed()}, {15, passed()}}), every, minute(18));
  REQUIRE(spells.size() == 3);
  CHECK(spells[0].until == minute(5));
  CHECK(spells[1].mark == Mark::fail);
  CHECK(spells[1].until == minute(15));
  CHECK(spells[2].until == minute(18));
}

TEST_CASE("While the agent did not run nothing is known") {
  const auto spells = spells_of(sightings({{0, passed()}, {5, passed()}, {10, passed()}, {100, passed()}}), every, minute(200));
  REQUIRE(spells.size() == 2);
  CHECK(spells[0].until == minute(15));
  CHECK(spells[1].from == minute(100));
  CHECK(spells[1].until == minute(105));
}

TEST_CASE("A run that was cut says nothing, one that broke leaves it unknown") {
  auto all = sightings({{0, passed()}, {5, passed()}, {10, passed()}});
  all[1].finding.reset();
  all[1].state = agent::RunState::incomplete;
  CHECK(spells_of(all, every, minute(12))[1].mark == Mark::none);
  all[1].state = agent::RunState::broken;
  CHECK(spells_of(all, every, minute(12))[1].mark == Mark::unknown);
}

TEST_CASE("The worst of a slot is shown, so that no short failure disappears") {
  const auto now = minute(24 * 60);
  const std::vector<Spell> spells{
      {minute(0), minute(600), Mark::pass}, {minute(600), minute(601), Mark::fail}, {minute(601), now, Mark::pass}};
  const auto stretches = stretches_of(spells, last_day, now);
  REQUIRE(stretches.size() == 3);
  CHECK(stretches[0].until == 40);
  CHECK(stretches[1].mark == Mark::fail);
  CHECK(stretches[1].until == 41);
  CHECK(stretches[2].until == 96);
}

TEST_CASE("What is older than the bar, or in the future, does not count") {
  const auto now = minute(48 * 60);
  CHECK(stretches_of({{minute(0), minute(60), Mark::fail}}, last_day, now).empty());
  CHECK(stretches_of({{now + 1min, now + 5min, Mark::fail}}, last_day, now).empty());
  const auto long_ago = stretches_of({{minute(0), now + 1h, Mark::fail}}, last_day, now);
  REQUIRE(long_ago.size() == 1);
  CHECK(long_ago[0].from == 0);
  CHECK(long_ago[0].until == 96);
}

TEST_CASE("A bar is also a sentence, the newest first") {
  std::vector<std::pair<int, agent::Finding>> found;
  for (int at = 0; at < 24 * 60; at += 5) found.emplace_back(at, at >= 600 && at < 660 ? failed() : passed());
  CHECK(told(sightings(found), 24 * 60) == "Last 24 hours: fail Sat 31 Jan, 10:00 to Sat 31 Jan, 11:00; otherwise pass.");
  CHECK(told(sightings(found), 24 * 60, Language::ja) == "過去 24 時間: 失敗 1月31日(土) 10:00～1月31日(土) 11:00、それ以外は正常。");
  for (auto& one : found) one.second = passed();
  CHECK(told(sightings(found), 24 * 60) == "Last 24 hours: pass throughout.");
  CHECK(told({}, 24 * 60) == "Last 24 hours: not observed.");
  found.back().second = failed();
  CHECK(told(sightings(found), 24 * 60 - 1) == "Last 24 hours: fail since 23:55; otherwise pass.");
  found.back().second = passed();
  found.erase(found.begin(), found.begin() + 144);
  CHECK(told(sightings(found), 24 * 60) == "Last 24 hours: not observed Sat 31 Jan, 00:00 to Sat 31 Jan, 12:00; otherwise pass.");
}

TEST_CASE("Times are the host's own, with the date where it is not today's") {
  const auto now = minute(10 * 60);  // Saturday, 31 January 2026, 19:00 in Tokyo
  const auto clock = clock_at(now, Language::ja, 9h);
  CHECK(clock.text(now) == "19:00");
  CHECK(clock.text(now - 24h) == "1月30日(金) 19:00");
  CHECK(clock.text(now - 24h * 40) == "2025年12月22日(月) 19:00");
  CHECK(clock.exact(now) == "2026-01-31 19:00:00 +09:00");
  CHECK(clock.length(75min) == "1 時間 15 分");
  CHECK(clock_at(now, Language::en, -210min).exact(now) == "2026-01-31 06:30:00 -03:30");
  CHECK(clock_at(now).text(now - 24h) == "Fri 30 Jan, 10:00");
}

TEST_CASE("Ticks stand at local midnights and quarters of the day") {
  const auto clock = clock_at(minute(10 * 60), Language::en, 9h);
  const auto days = ticks_of(last_week, clock);
  REQUIRE(days.size() == 7);
  CHECK(days.back() == minute(-9 * 60));
  CHECK(ticks_of(last_day, clock) == std::vector{minute(-9 * 60), minute(-3 * 60), minute(3 * 60), minute(9 * 60)});
  // A day of 25 hours: clocks are put back at 01:00 UTC, from +2 h to +1 h.
  const auto change = std::chrono::sys_days{std::chrono::October / 25 / 2026} + 1h;
  const Clock autumn{Language::en, change + 48h, [change](WallTime at) { return at < change ? 120min : 60min; }};
  const auto around = ticks_of(last_week, autumn);
  CHECK(around.size() == 7);
  for (const auto& tick : around) CHECK_MESSAGE(autumn.exact(tick).substr(11, 8) == "00:00:00", autumn.exact(tick));
}
