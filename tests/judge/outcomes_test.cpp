// What a person notices, from the flows that it rests on.
#include "judge/outcomes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <string>

namespace flowvet {
namespace {

using judge::Verdict;
using plan::SkipReason;

std::vector<FlowId> ids(std::string_view letters) {
  std::vector<FlowId> result;
  for (const char letter : letters) result.emplace_back(std::string(1, letter));
  return result;
}

struct Row {
  const char* what;
  std::vector<std::string> needs;  ///< each string a group, each letter a flow
  std::string degraded_without;
  std::map<char, Verdict> flows;
  std::map<char, SkipReason> skipped;
  Verdict expected;
  std::string because;
};

judge::OutcomeVerdict judge_row(const Row& row) {
  plan::Plan plan;
  std::vector<judge::FlowVerdict> verdicts;
  for (const auto& [letter, verdict] : row.flows) {
    plan.flows.emplace_back().id = FlowId(std::string(1, letter));
    verdicts.emplace_back().verdict = verdict;
  }
  for (const auto& [letter, reason] : row.skipped) plan.skipped.push_back({FlowId(std::string(1, letter)), reason, ""});
  catalog::Outcome outcome;
  for (const auto& group : row.needs) outcome.needs.push_back(ids(group));
  outcome.degraded_without = ids(row.degraded_without);
  plan.outcomes = {outcome};
  return judge::judge_outcomes(plan, verdicts).at(0);
}

TEST_CASE("an outcome is as good as its worst need and its best alternatives allow") {
  using enum Verdict;
  const std::array rows{
      Row{"all pass", {"a", "b"}, "", {{'a', pass}, {'b', pass}}, {}, pass, ""},
      Row{"one fails", {"a", "b"}, "", {{'a', pass}, {'b', fail}}, {}, fail, "b"},
      Row{"one unknown", {"a", "b"}, "", {{'a', unknown}, {'b', pass}}, {}, unknown, "a"},
      Row{"fail before unknown", {"a", "b"}, "", {{'a', unknown}, {'b', fail}}, {}, fail, "ab"},
      Row{"one degraded", {"a", "b"}, "", {{'a', degraded}, {'b', pass}}, {}, degraded, "a"},
      Row{"an alternative passes", {"ab"}, "", {{'a', fail}, {'b', pass}}, {}, pass, ""},
      Row{"an alternative limps", {"ab"}, "", {{'a', fail}, {'b', degraded}}, {}, degraded, "ab"},
      Row{"no alternative is shown", {"ab"}, "", {{'a', fail}, {'b', unknown}}, {}, unknown, "ab"},
      Row{"all alternatives fail", {"ab"}, "", {{'a', fail}, {'b', fail}}, {}, fail, "ab"},
      Row{"quality is lost", {"a"}, "b", {{'a', pass}, {'b', fail}}, {}, degraded, "b"},
      Row{"quality is limping", {"a"}, "b", {{'a', pass}, {'b', degraded}}, {}, degraded, "b"},
      Row{"quality is not shown", {"a"}, "b", {{'a', pass}, {'b', unknown}}, {}, degraded, "b"},
      Row{"quality does not save a need", {"a"}, "b", {{'a', fail}, {'b', pass}}, {}, fail, "a"},
      Row{"quality of a failing need", {"a"}, "b", {{'a', fail}, {'b', fail}}, {}, fail, "ab"},
      Row{"a flow for both", {"ab"}, "ab", {{'a', pass}, {'b', fail}}, {}, degraded, "b"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto judged = judge_row(row);
    CHECK(judged.verdict == row.expected);
    CHECK(judged.because == ids(row.because));
  }
}

TEST_CASE("what was not checked never makes an outcome pass, and what is not needed never holds it up") {
  using enum Verdict;
  constexpr auto no_host = SkipReason::no_host, off = SkipReason::feature_off, cannot = SkipReason::broadcast;
  const std::array rows{
      Row{"a need has no host", {"a", "b"}, "", {{'a', pass}}, {{'b', no_host}}, skipped, "b"},
      Row{"a need cannot be checked", {"a", "b"}, "", {{'a', pass}}, {{'b', cannot}}, skipped, "b"},
      Row{"the other need fails", {"a", "b"}, "", {{'a', fail}}, {{'b', no_host}}, fail, "ab"},
      Row{"the other need is unknown", {"a", "b"}, "", {{'a', unknown}}, {{'b', no_host}}, unknown, "ab"},
      Row{"the other need limps", {"a", "b"}, "", {{'a', degraded}}, {{'b', no_host}}, skipped, "ab"},
      Row{"an alternative has no host", {"ab"}, "", {{'a', pass}}, {{'b', no_host}}, pass, ""},
      Row{"the alternative with a host fails", {"ab"}, "", {{'a', fail}}, {{'b', no_host}}, fail, "ab"},
      Row{"a need is switched off", {"a", "b"}, "", {{'a', pass}}, {{'b', off}}, pass, ""},
      Row{"an alternative is switched off", {"ab"}, "", {{'a', fail}}, {{'b', off}}, fail, "a"},
      Row{"all needs are switched off", {"a", "b"}, "", {}, {{'a', off}, {'b', off}}, skipped, "ab"},
      Row{"only quality is left", {"a"}, "b", {{'b', pass}}, {{'a', off}}, skipped, "a"},
      Row{"off or without host", {"ab"}, "", {}, {{'a', off}, {'b', no_host}}, skipped, "b"},
      Row{"quality has no host", {"a"}, "b", {{'a', pass}}, {{'b', no_host}}, pass, ""},
      Row{"quality is switched off", {"a"}, "b", {{'a', pass}}, {{'b', off}}, pass, ""},
      Row{"a flow that is not in the plan", {"a"}, "", {}, {}, skipped, "a"},
      Row{"no need is named", {}, "a", {{'a', pass}}, {}, pass, ""},
      Row{"nothing is named", {}, "", {}, {}, skipped, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto judged = judge_row(row);
    CHECK(judged.verdict == row.expected);
    CHECK(judged.because == ids(row.because));
  }
}

TEST_CASE("a flow that is rightly closed does not carry an outcome") {
  plan::Plan plan;
  plan.flows.emplace_back().id = FlowId("a");
  plan.flows[0].checks.push_back({0, RoleId("peer"), site::Expect::closed});
  plan.outcomes.emplace_back().needs = {{FlowId("a")}};
  judge::FlowVerdict closed;
  closed.verdict = Verdict::pass;
  CHECK(judge::judge_outcomes(plan, {closed}).at(0).verdict == Verdict::skipped);
}

}  // namespace
}  // namespace flowvet
