// How many attempts silence takes, and how long that lasts, on the paths that matter.
#include "probe/rhythm.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace flowvet::probe;
using namespace std::chrono_literals;
using std::chrono::microseconds;

namespace {

RoundTrip steady(microseconds sample, int samples = 20) {
  RoundTrip round_trip;
  for (int i = 0; i < samples; ++i) round_trip.add(sample);
  return round_trip;
}

microseconds silence_of(const Rhythm& rhythm) {
  return rhythm.attempts * rhythm.spacing;
}

/// Healthy flows of one host, all checked at once over a path that answers an attempt with chance `answered`: how many of them
/// would be called silent. Time goes in steps of one spacing; an answer arrives within the step of its request.
int called_silent(int flows, double answered, std::mt19937& random) {
  std::bernoulli_distribution gets_through(answered);
  Answers seen;
  std::vector<int> made(static_cast<std::size_t>(flows), 0);
  int silent = 0;
  while (!made.empty()) {
    const Answers before = seen;
    std::erase_if(made, [&](int& attempts) {
      if (gets_through(random)) {
        ++seen.answered;
        seen.lost += static_cast<std::size_t>(attempts);
        return true;
      }
      ++attempts;
      const bool given_up = attempts >= make_rhythm(before, before, steady(1ms), 900ms).attempts;
      silent += given_up ? 1 : 0;
      return given_up;
    });
  }
  return silent;
}

}  // namespace

TEST_CASE("on a local network that answers, silence is decided within a second") {
  for (const std::size_t answered : {1U, 5U, 30U, 1000U})
    CHECK(silence_of(make_rhythm({answered, 0}, {answered, 0}, steady(1ms), 900ms)) <= 950ms);
}

TEST_CASE("the more a host has answered without a loss, the fewer attempts silence takes") {
  CHECK(make_rhythm({1, 0}, {}, steady(1ms), 900ms).attempts == 20);
  CHECK(make_rhythm({10, 0}, {}, steady(1ms), 900ms).attempts == 8);
  CHECK(make_rhythm({30, 0}, {}, steady(1ms), 900ms).attempts == 5);
  CHECK(make_rhythm({1000, 0}, {}, steady(1ms), 900ms).attempts == 5);
}

TEST_CASE("loss asks for more attempts, up to a limit") {
  CHECK(make_rhythm({50, 5}, {}, steady(1ms), 900ms).attempts > make_rhythm({50, 0}, {}, steady(1ms), 900ms).attempts);
  CHECK(make_rhythm({10, 10}, {}, steady(1ms), 900ms).attempts == 20);
  CHECK(make_rhythm({100, 100}, {}, steady(1ms), 900ms).attempts == 19);
  CHECK(make_rhythm({1000, 1000}, {}, steady(1ms), 900ms).attempts == 18);
  CHECK(make_rhythm({1, 1000}, {}, steady(1ms), 900ms).attempts == 20);
}

TEST_CASE("a host that has shown nothing is judged by the run, with more care, and given time") {
  CHECK(make_rhythm({}, {}, {}, 900ms) == Rhythm{20, 250ms, 1800ms});
  CHECK(make_rhythm({}, {1000, 0}, {}, 900ms) == Rhythm{8, 250ms, 1800ms});
}

TEST_CASE("attempts are never closer together than an answer takes") {
  CHECK(make_rhythm({30, 0}, {}, steady(200ms), 900ms).spacing >= 200ms);
  CHECK(make_rhythm({1, 0}, {}, steady(200ms, 1), 900ms).spacing == 600ms);  // one sample says nothing about how it varies
  CHECK(make_rhythm({10, 10}, {}, steady(10us), 900ms).spacing >= 40ms);
}

TEST_CASE("whoever allows an answer more time is given longer silences") {
  CHECK(make_rhythm({30, 0}, {}, steady(1ms), 3000ms) == Rhythm{5, 600ms, 3000ms});
}

TEST_CASE("the round trip is smoothed as TCP does") {
  RoundTrip round_trip;
  CHECK_FALSE(round_trip.limit());
  round_trip.add(100ms);
  CHECK(*round_trip.limit() == 300ms);
  round_trip.add(100ms);
  CHECK(*round_trip.limit() == 250ms);
  round_trip.add(180ms);
  CHECK(*round_trip.limit() == 110ms + 4 * 48125us);
}

TEST_CASE("at a loss of 30 % each way fewer than one healthy flow in 20,000 is called silent") {
  std::mt19937 random(20251125);
  constexpr double answered = 0.7 * 0.7;
  for (const int flows : {1, 2, 5, 10, 30}) {
    const int runs = 200'000 / flows;
    int silent = 0;
    for (int i = 0; i < runs; ++i) silent += called_silent(flows, answered, random);
    CAPTURE(flows);
    CHECK(silent < runs * flows / 20000);
  }
}
