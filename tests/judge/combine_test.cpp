// The rules by which several judgements become one.
#include "judge/combine.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

namespace flowvet {
namespace {

using judge::Cause;
using judge::Certainty;
using judge::Judgement;
using judge::Verdict;
using Parts = std::vector<Judgement>;

constexpr Judgement proven{Verdict::pass, Certainty::proven, Cause::none};
constexpr Judgement connection{Verdict::pass, Certainty::connection, Cause::none};
constexpr Judgement by_silence{Verdict::pass, Certainty::none, Cause::none};
constexpr Judgement limping{Verdict::degraded, Certainty::connection, Cause::dropped};
constexpr Judgement dropped{Verdict::fail, Certainty::none, Cause::dropped};
constexpr Judgement refused{Verdict::fail, Certainty::none, Cause::not_listening};
constexpr Judgement unknown{Verdict::unknown, Certainty::none, Cause::undetermined};
constexpr Judgement limited{Verdict::unknown, Certainty::none, Cause::local_limit};

constexpr Judgement degraded(Certainty certainty, Cause cause) {
  return {Verdict::degraded, certainty, cause};
}

TEST_CASE("no rule makes a pass of nothing") {
  for (const auto rule : {judge::every_one, judge::any_one, judge::sampled, judge::sampled_alternatives, judge::survivors})
    CHECK(rule(Parts{}) == unknown);
}

TEST_CASE("where all are needed the worst decides, and a pass is as certain as its weakest part") {
  CHECK(judge::every_one(Parts{proven, proven}) == proven);
  CHECK(judge::every_one(Parts{proven, connection}) == connection);
  CHECK(judge::every_one(Parts{proven, by_silence}) == by_silence);
  CHECK(judge::every_one(Parts{proven, limping}) == limping);
  CHECK(judge::every_one(Parts{limping, limited, unknown}) == limited);
  CHECK(judge::every_one(Parts{unknown, refused, dropped}) == refused);
}

TEST_CASE("of alternatives the best passes, and only the failure of all is a failure") {
  CHECK(judge::any_one(Parts{dropped, connection, proven}) == proven);
  CHECK(judge::any_one(Parts{dropped, limping}) == limping);
  CHECK(judge::any_one(Parts{dropped, unknown}) == unknown);
  CHECK(judge::any_one(Parts{refused, dropped}) == refused);
}

TEST_CASE("in a sample one failure fails, and one pass speaks for what stays unknown") {
  CHECK(judge::sampled(Parts{unknown, connection, unknown}) == connection);
  CHECK(judge::sampled(Parts{proven, connection}) == connection);
  CHECK(judge::sampled(Parts{proven, dropped}) == dropped);
  CHECK(judge::sampled(Parts{unknown, unknown}) == unknown);
  CHECK(judge::sampled(Parts{unknown, limited}) == limited);
}

TEST_CASE("in a sample of alternatives a failure beside a pass degrades") {
  CHECK(judge::sampled_alternatives(Parts{proven, dropped}) == degraded(Certainty::proven, Cause::dropped));
  CHECK(judge::sampled_alternatives(Parts{unknown, proven}) == proven);
  CHECK(judge::sampled_alternatives(Parts{unknown, dropped}) == dropped);
  CHECK(judge::sampled_alternatives(Parts{unknown, unknown}) == unknown);
}

TEST_CASE("hosts survive each other's failure but not each other's doubt") {
  CHECK(judge::survivors(Parts{proven, connection}) == connection);
  CHECK(judge::survivors(Parts{proven, refused}) == degraded(Certainty::proven, Cause::not_listening));
  CHECK(judge::survivors(Parts{proven, refused, unknown}) == degraded(Certainty::proven, Cause::not_listening));
  CHECK(judge::survivors(Parts{limping, dropped}) == limping);
  CHECK(judge::survivors(Parts{proven, unknown}) == unknown);
  CHECK(judge::survivors(Parts{dropped, unknown}) == unknown);
  CHECK(judge::survivors(Parts{dropped, refused}) == dropped);
  CHECK(judge::survivors(Parts{proven, limping}) == limping);
}

TEST_CASE("a fallback that is not shown to work only degrades what works") {
  CHECK(judge::with_fallback(proven, Parts{}) == proven);
  CHECK(judge::with_fallback(proven, Parts{connection}) == connection);
  CHECK(judge::with_fallback(proven, Parts{dropped}) == degraded(Certainty::proven, Cause::dropped));
  CHECK(judge::with_fallback(proven, Parts{unknown}) == degraded(Certainty::proven, Cause::undetermined));
  CHECK(judge::with_fallback(refused, Parts{proven}) == refused);
  CHECK(judge::with_fallback(unknown, Parts{proven}) == unknown);
}

TEST_CASE("no rule yields a better verdict than its best part") {
  const std::array all{proven, connection, by_silence, limping, dropped, refused, unknown, limited};
  const auto good = [](const Judgement& part) { return part.verdict == Verdict::pass || part.verdict == Verdict::degraded; };
  for (const auto rule : {judge::every_one, judge::any_one, judge::sampled, judge::sampled_alternatives, judge::survivors})
    for (const auto& a : all)
      for (const auto& b : all)
        for (const auto& c : all) {
          const auto whole = rule(Parts{a, b, c});
          CHECK((!good(whole) || good(a) || good(b) || good(c)));
          const bool all_pass = a.verdict == Verdict::pass && b.verdict == Verdict::pass && c.verdict == Verdict::pass;
          CHECK((!all_pass || whole.verdict == Verdict::pass));
        }
}

}  // namespace
}  // namespace flowvet
