// Two runs side by side.
#include "agent/diff.hpp"

#include "agent/sample_records.hpp"
#include "report/sample_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace flowvet;
using namespace flowvet::test;
using agent::Change;
using agent::Finding;
using judge::Verdict;

namespace {

std::optional<Change> change(std::optional<Finding> was, std::optional<Finding> is) {
  const auto run = [](const std::optional<Finding>& found) {
    return found ? run_at(0, {{"a.flow", *found}, {"z.flow", passed()}}) : run_at(0, {{"z.flow", passed()}});
  };
  const auto difference = agent::compare(run(was), run(is));
  CHECK(difference.same + difference.flows.size() == 2);
  return difference.flows.empty() ? std::nullopt : std::optional{difference.flows.front().change};
}

}  // namespace

TEST_CASE("Every pair of verdicts has its word") {
  const auto degraded = finding(Verdict::degraded);
  struct Row {
    std::optional<Finding> was, is;
    std::optional<Change> change;
  };
  for (const auto& row : {
           Row{passed(), passed(), std::nullopt},
           Row{passed(), degraded, Change::worse},
           Row{passed(), unsure(), Change::worse},
           Row{passed(), failed(), Change::broke},
           Row{degraded, passed(), Change::better},
           Row{degraded, unsure(), Change::worse},
           Row{degraded, failed(), Change::broke},
           Row{unsure(), passed(), Change::better},
           Row{unsure(), degraded, Change::better},
           Row{unsure(), failed(), Change::broke},
           Row{failed(), passed(), Change::healed},
           Row{failed(), degraded, Change::healed},
           Row{failed(), unsure(), Change::changed},
           Row{failed(), failed(judge::Cause::rejected), Change::changed},
           Row{failed(), finding(Verdict::fail, judge::Cause::dropped, judge::Outcome::mute), Change::changed},
           Row{std::nullopt, failed(), Change::appeared},
           Row{passed(), std::nullopt, Change::gone},
       }) {
    CHECK(change(row.was, row.is) == row.change);
  }
}

TEST_CASE("A flow whose destinations fail differently has changed, though its verdict stays") {
  auto before = sample_report();
  const auto was = agent::make_record("vda", before);
  CHECK(agent::compare(was, was).flows.empty());
  auto& registration = before.flows[0];  // one of two controllers is silent
  std::swap(registration.checks[0].host, registration.checks[1].host);
  const auto difference = agent::compare(was, agent::make_record("vda", before));
  REQUIRE(difference.flows.size() == 1);
  CHECK(difference.flows[0].change == Change::changed);
  CHECK(difference.flows[0].was->troubles == std::vector<std::string>{"ddc02.corp.example (10.1.2.2) TCP 80: silent"});
  CHECK(difference.flows[0].is->troubles == std::vector<std::string>{"ddc01.corp.example (10.1.2.2) TCP 80: silent"});
}

TEST_CASE("What a run that was cut did not get to has not changed") {
  const auto whole = run_at(0, {{"a", passed()}, {"b", passed()}});
  auto cut = run_at(1, {{"a", failed()}});
  cut.state = agent::RunState::incomplete;
  const auto difference = agent::compare(whole, cut);
  REQUIRE(difference.flows.size() == 1);
  CHECK(difference.flows[0].id == FlowId{"a"});
  CHECK(agent::compare(cut, whole).flows.size() == 1);
}

TEST_CASE("Changes come with the worst first, and outcomes among themselves") {
  auto was = run_at(0, {{"a", failed()}, {"b", passed()}, {"c", passed()}, {"d", passed()}});
  auto is = run_at(1, {{"a", passed()}, {"b", finding(Verdict::degraded)}, {"c", failed()}, {"e", passed()}});
  was.outcomes = {{"calm", {}, Verdict::pass}, {"registers", {"VDA registers", ""}, Verdict::pass}};
  is.outcomes = {{"calm", {}, Verdict::pass}, {"registers", {"VDA registers", ""}, Verdict::fail}};
  const auto difference = agent::compare(was, is);
  std::vector<Change> changes;
  for (const auto& flow : difference.flows) changes.push_back(flow.change);
  CHECK(changes == std::vector{Change::broke, Change::worse, Change::healed, Change::appeared, Change::gone});
  REQUIRE(difference.outcomes.size() == 1);
  CHECK(difference.outcomes[0].change == Change::broke);
  CHECK(agent::is_worse(difference));
}

TEST_CASE("Only a required flow that broke or works less well makes a run worse") {
  CHECK_FALSE(agent::is_worse(agent::compare(run_at(0, {{"a", failed()}}), run_at(1, {{"a", passed()}}))));
  CHECK_FALSE(agent::is_worse(agent::compare(run_at(0, {{"a", failed()}}), run_at(1, {{"a", failed(judge::Cause::rejected)}}))));
  CHECK(agent::is_worse(agent::compare(run_at(0, {{"a", passed()}}), run_at(1, {{"a", unsure()}}))));
  auto optional = run_at(1, {{"a", failed()}});
  optional.flows[0].need = plan::Weight::optional;
  CHECK_FALSE(agent::is_worse(agent::compare(run_at(0, {{"a", passed()}}), optional)));
}
