// A flow over time: letters for the runs on one side, episodes and figures on the other.
#include "agent/timeline.hpp"

#include "agent/flapping.hpp"
#include "agent/sample_records.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace flowvet;
using namespace flowvet::test;
using namespace std::chrono_literals;
using agent::Sighting;

namespace {

std::optional<agent::Finding> finding_of(char letter) {
  switch (letter) {
    case 'p':
      return passed();
    case 'd':
      return finding(judge::Verdict::degraded);
    case 'f':
      return failed();
    case 'r':
      return failed(judge::Cause::rejected);
    case 'u':
      return unsure();
    default:
      return std::nullopt;
  }
}

/// One run a minute; '.' has no verdict.
std::vector<Sighting> series(std::string_view letters) {
  std::vector<Sighting> sightings;
  for (const char letter : letters) {
    const auto number = static_cast<int>(sightings.size());
    sightings.push_back({number + 1, minute(number), agent::RunState::finished, finding_of(letter), std::nullopt});
  }
  return sightings;
}

}  // namespace

TEST_CASE("Runs that find the same are one episode, another cause begins another") {
  const auto timeline = agent::make_timeline(series("pppffr.p"));
  REQUIRE(timeline.episodes.size() == 5);
  const auto& outage = timeline.episodes[1];
  CHECK(outage.from == minute(3));
  CHECK(outage.until == minute(5));  // when it was first seen to be otherwise
  CHECK(outage.runs == 2);
  CHECK(outage.first_run == 4);
  CHECK(outage.last_run == 5);
  CHECK_FALSE(outage.ongoing);
  CHECK(timeline.episodes[2].finding == failed(judge::Cause::rejected));
  CHECK_FALSE(timeline.episodes[3].finding.has_value());
  CHECK(timeline.episodes.back().ongoing);
  CHECK(timeline.first_failure == minute(3));
  CHECK(timeline.last_failure == minute(5));
}

TEST_CASE("What it is now is what the newest run says, unless that was cut") {
  struct Row {
    const char* letters;
    agent::RunState last;
    judge::Verdict now;
    int since;
  };
  using enum agent::RunState;
  for (const auto& row : {Row{"fpp", finished, judge::Verdict::pass, 1}, Row{"pfr", finished, judge::Verdict::fail, 1},
                          Row{"fp.", broken, judge::Verdict::unknown, 2}, Row{"fp.", finished, judge::Verdict::unknown, 2},
                          Row{"fp.", incomplete, judge::Verdict::pass, 1}, Row{".", incomplete, judge::Verdict::unknown, 0}}) {
    CAPTURE(row.letters);
    auto sightings = series(row.letters);
    sightings.back().state = row.last;
    const auto timeline = agent::make_timeline(sightings);
    CHECK(timeline.now == row.now);
    if (row.now != judge::Verdict::unknown || sightings.size() > 1) CHECK(timeline.since == minute(row.since));
  }
}

TEST_CASE("Figures count runs and time; what is not known is neither up nor down") {
  struct Row {
    const char* letters;
    std::optional<double> uptime;
    std::size_t outages;
  };
  for (const auto& row : {Row{"pppp", 1.0, 0}, Row{"ffff", 0.0, 1}, Row{"ppff", 0.5, 1}, Row{"pdff", 0.5, 1}, Row{"uuuu", std::nullopt, 0},
                          Row{"puuf", 0.5, 1}, Row{"fuuf", 0.0, 1}, Row{"fpfp", 0.5, 2}, Row{"f..f", 0.0, 1}, Row{"frfr", 0.0, 1},
                          Row{"p", 1.0, 0}, Row{"f", 0.0, 1}, Row{"u", std::nullopt, 0}, Row{"", std::nullopt, 0}}) {
    CAPTURE(row.letters);
    const auto timeline = agent::make_timeline(series(row.letters));
    CHECK(timeline.figures.uptime() == row.uptime);
    CHECK(timeline.outages == row.outages);
  }
  const auto figures = agent::make_timeline(series("ppdfu.")).figures;
  CHECK(figures.pass == 2);
  CHECK(figures.degraded == 1);
  CHECK(figures.fail == 1);
  CHECK(figures.unknown == 1);
  CHECK(figures.without_verdict == 1);
  CHECK(figures.works == 3min);
}

TEST_CASE("A night without the agent is neither up nor down") {
  auto sightings = series("ppppffff");
  for (std::size_t i = 4; i < sightings.size(); ++i) sightings[i].started += 12h;
  CHECK(agent::make_timeline(sightings).figures.works == 4min);
  for (std::size_t i = 6; i < sightings.size(); ++i) sightings[i].started += 12h;
  CHECK(agent::make_timeline(sightings).figures.uptime() == 0.5);
}

TEST_CASE("A clock that was set back yields no negative times") {
  auto sightings = series("ppff");
  sightings[2].started -= 1h;
  const auto figures = agent::make_timeline(sightings).figures;
  CHECK(figures.works >= 0ms);
  CHECK(figures.fails >= 0ms);
}

TEST_CASE("Flapping begins with the fifth change among twenty runs and ends when two are left") {
  struct Row {
    const char* letters;
    bool flapping;
  };
  for (const auto& row : {Row{"pfpfp", false}, Row{"pfpfpf", true}, Row{"pfpfpfpppppppppppppp", true},
                          Row{"pfpfpfpppppppppppppppppp", false}, Row{"pupupupupup", false}, Row{"pfupfupf", true},
                          Row{"pdpdpdpdpd", false}, Row{"ppppfffffppppfffff", false}, Row{"frfrfrfrfr", false}}) {
    CAPTURE(row.letters);
    CHECK(agent::make_timeline(series(row.letters)).flapping == row.flapping);
  }
}

TEST_CASE("Flapping goes on where it was remembered") {
  agent::Flapping before;
  for (const char letter : std::string_view{"pfpfpf"}) before.see(finding_of(letter)->verdict);
  CHECK(agent::Flapping(before.recent(), before.now()) == before);
  CHECK(before.recent() == "wfwfwf");
}
