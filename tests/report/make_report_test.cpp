// make_report and exit_status: nothing is lost between plan, observations and verdicts.
#include "report/sample_report.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace flowvet;
using namespace flowvet::report;

namespace {

Report report_of(judge::Verdict verdict, plan::Weight weight, bool complete = true) {
  Report report;
  report.complete = complete;
  FlowReport flow;
  flow.flow.weight = weight;
  flow.verdict = verdict;
  report.flows = {flow};
  return report;
}

}  // namespace

TEST_CASE("every planned flow and every skipped flow is in the report and counted once") {
  const auto report = test::sample_report();
  const auto& summary = report.summary;
  CHECK(report.flows.size() == test::sample_plan().flows.size());
  CHECK(summary.pass + summary.degraded + summary.fail + summary.unknown == report.flows.size());
  CHECK(summary.skipped == report.skipped.size());
  CHECK(summary.skipped == 3);
}

TEST_CASE("warnings count optional flows that do not pass, and nothing else") {
  const auto report = test::sample_report();
  CHECK(report.summary.warnings == 1);
}

TEST_CASE("a check that was carried out keeps its attempts, its address and the attempt that decided") {
  const auto report = test::sample_report();
  const auto& check = report.flows.at(0).checks.at(1);
  CHECK(check.host == "ddc02.corp.example");
  CHECK(check.address == "10.1.2.2");
  CHECK(check.attempts.size() == 3);
  REQUIRE(check.deciding);
  CHECK(*check.deciding < 3);
}

TEST_CASE("a planned check without an observation makes the report incomplete and never passes") {
  const auto plan = test::sample_plan();
  auto observations = test::sample_observations();
  observations.back().reset();
  const auto report = make_report(plan, observations, judge::judge(plan, observations), {});
  CHECK_FALSE(report.complete);
  CHECK(report.flows.back().verdict == judge::Verdict::unknown);
  CHECK(report.flows.back().checks.size() == 1);
}

TEST_CASE("observations that end early are missing, not passed") {
  const auto plan = test::sample_plan();
  const auto report = make_report(plan, {}, judge::judge(plan, {}), {});
  CHECK_FALSE(report.complete);
  CHECK(report.summary.pass == 0);
}

TEST_CASE("a pass has no next step, everything else has one") {
  for (const auto& flow : test::sample_report().flows) {
    CAPTURE(flow.flow.id.text);
    CHECK(flow.next_step.empty() == (flow.verdict == judge::Verdict::pass));
  }
}

TEST_CASE("a flow that must be closed and is open says how to close it") {
  auto plan = test::sample_plan();
  for (auto& flow : plan.flows)
    for (auto& check : flow.checks) check.expect = site::Expect::closed;
  const auto observations = test::sample_observations();
  const auto report = make_report(plan, observations, judge::judge(plan, observations), {});
  const auto& open = report.flows.back();
  CHECK(open.verdict == judge::Verdict::fail);
  CHECK(open.next_step.find("Close the port") != std::string::npos);
  CHECK(open.checks.front().next_step == open.next_step);
}

TEST_CASE("the exit status follows required flows alone") {
  using enum judge::Verdict;
  using enum plan::Weight;
  CHECK(exit_status(report_of(pass, required), false) == 0);
  CHECK(exit_status(report_of(degraded, required), false) == 0);
  CHECK(exit_status(report_of(fail, required), false) == 1);
  CHECK(exit_status(report_of(unknown, required), false) == 2);
  for (const auto verdict : {degraded, fail, unknown}) CHECK(exit_status(report_of(verdict, optional), true) == 0);
}

TEST_CASE("strict counts degraded as failed") {
  CHECK(exit_status(report_of(judge::Verdict::degraded, plan::Weight::required), true) == 1);
}

TEST_CASE("an incomplete run is never a pass, and a failure outweighs it") {
  CHECK(exit_status(report_of(judge::Verdict::pass, plan::Weight::required, false), false) == 2);
  CHECK(exit_status(report_of(judge::Verdict::fail, plan::Weight::required, false), false) == 1);
}
