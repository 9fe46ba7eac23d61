// Which sizes a search asks, played against paths of which the truth is known.
#include "probe/path/size_search.hpp"

#include "flowvet/probe/read_sizes.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>

using namespace flowvet;
using namespace flowvet::probe;
using namespace flowvet::probe::path;

namespace {

/// A path that carries packets up to `carries`.
struct Way {
  std::uint16_t carries = 1500;
  bool says_so = false;          ///< a router answers larger ones with "fragmentation needed"
  std::uint32_t says = 0;        ///< and this MTU; 0: as old routers, none
  double loss = 0;               ///< chance that a packet or its answer is lost
  SizeSign answer = SizeSign::answered;
  std::uint16_t answers_up_to = 65535;  ///< the host stays silent to larger requests
};

struct Played {
  SizeSurvey survey;
  std::size_t rounds = 0;
};

SizeAnswer send(const Way& network, std::uint16_t size, std::mt19937& random) {
  std::bernoulli_distribution lost(network.loss);
  SizeAnswer answer{size, 0, SizeSign::nothing, {}, {}, {}, {}};
  if (lost(random)) return answer;
  if (size > network.carries && network.says_so) {
    answer.sign = SizeSign::too_big;
    answer.icmp = Icmp{Family::v4, 3, 4, test::router_address(), network.says, 0};
  } else if (size <= network.carries && size <= network.answers_up_to) {
    answer.sign = network.answer;
  }
  return answer;
}

Played play(const Way& network, const SizeLimits& limits = {}, unsigned seed = 1) {
  std::mt19937 random(seed);
  Played played;
  for (auto sizes = next_sizes(played.survey, limits); !sizes.empty(); sizes = next_sizes(played.survey, limits)) {
    ++played.rounds;
    for (const auto size : sizes) {
      REQUIRE(size >= least_size);
      REQUIRE(size <= limits.most);
      played.survey.answers.push_back(send(network, size, random));
    }
    REQUIRE(played.rounds < 100);
  }
  return played;
}

}  // namespace

TEST_CASE("two packets show that all of the link's size gets through") {
  for (const std::uint16_t most : std::array<std::uint16_t, 3>{1280, 1500, 9000}) {
    const auto played = play({.carries = 9000}, {.most = most});
    CHECK(played.survey.answers.size() == 2);
    CHECK(largest_arrived(played.survey) == most);
  }
}

TEST_CASE("what a router says is tried at once") {
  const auto played = play({.carries = 1400, .says_so = true, .says = 1400});
  CHECK(played.rounds == 2);
  CHECK(largest_arrived(played.survey) == 1400);
  CHECK(told_mtu(*smallest_told(played.survey)) == 1400);
}

TEST_CASE("a router that says too much or nothing is tried until the very size is known") {
  for (const std::uint32_t says : {0U, 1450U, 1499U, 1500U, 9000U, 1U}) {
    CAPTURE(says);
    const auto played = play({.carries = 1400, .says_so = true, .says = says});
    CHECK(largest_arrived(played.survey) == 1400);
    CHECK(smallest_told(played.survey)->size == 1401);
  }
}

TEST_CASE("every black hole is found to the byte, within some rounds and packets") {
  for (std::uint16_t carries = least_size; carries < 1500; ++carries) {
    CAPTURE(carries);
    const auto played = play({.carries = carries});
    REQUIRE(largest_arrived(played.survey) == carries);
    REQUIRE(smallest_vanishing(played.survey) == carries + 1);
    REQUIRE(played.rounds <= 8);
    REQUIRE(played.survey.answers.size() <= 80);
  }
  const auto jumbo = play({.carries = 3000}, {.most = 9000});
  CHECK(largest_arrived(jumbo.survey) == 3000);
  CHECK(smallest_vanishing(jumbo.survey) == 3001);
}

TEST_CASE("another port of the same host is compared with what is known, in a few packets") {
  const auto played = play({.carries = 1400}, {.hint = 1400});
  CHECK(largest_arrived(played.survey) == 1400);
  CHECK(smallest_vanishing(played.survey) == 1401);
  CHECK(played.survey.answers.size() < 20);
  CHECK(largest_arrived(play({.carries = 1450}, {.hint = 1400}).survey) == 1450);
}

TEST_CASE("a port that answers no request of a known size is left alone soon, and nothing is concluded") {
  const auto played = play({.answers_up_to = 500});
  CHECK(played.survey.answers.size() <= 8);
  CHECK(largest_arrived(played.survey) == 0);
  CHECK(smallest_vanishing(played.survey) == 0);
}

TEST_CASE("a closed port of a host that limits its answers is asked a few times only, or slowly for long") {
  const Way closed{.carries = 1400, .answer = SizeSign::refused};
  const auto quick = play(closed);
  CHECK(quick.survey.answers.size() <= 6);
  CHECK(smallest_vanishing(quick.survey) == 0);
  const auto slow = play(closed, {.slow_packets = 60});
  CHECK(largest_arrived(slow.survey) == 1400);
  CHECK(smallest_vanishing(slow.survey) == 1401);
}

TEST_CASE("random loss, even half of all packets, is hardly ever taken for a black hole") {
  constexpr unsigned paths = 4000;
  for (const double loss : {0.05, 0.3, 0.51}) {
    CAPTURE(loss);
    unsigned holes = 0, whole = 0;
    for (unsigned seed = 1; seed <= paths; ++seed) {
      const auto played = play({.loss = loss}, {}, seed);
      holes += smallest_vanishing(played.survey) > 0 ? 1U : 0U;
      whole += largest_arrived(played.survey) == 1500 ? 1U : 0U;
    }
    CHECK(holes <= paths / 1000);
    CHECK(whole >= paths * 9 / 10);
  }
}

TEST_CASE("a black hole on a path with some loss is found, and never in the wrong place") {
  unsigned found = 0;
  for (unsigned seed = 1; seed <= 500; ++seed) {
    const auto played = play({.carries = 1400, .loss = 0.1}, {}, seed);
    const auto stops = smallest_vanishing(played.survey);
    CHECK(largest_arrived(played.survey) <= 1400);
    if (stops == 0) continue;
    ++found;
    CHECK((stops > 1400 || largest_arrived(played.survey) < 1400));
  }
  CHECK(found > 450);
}
