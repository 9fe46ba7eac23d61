// Joins plan, observations and verdicts into one value that any writer can print without asking anybody else.
// Last pure stage of the road: Verdicts -> make_report() -> Report -> one writer per format.
#include "flowvet/report/report.hpp"

#include <algorithm>

namespace flowvet::report {
namespace {

const probe::ProbeResult* result_of(const probe::Observations& observations, std::size_t probe) {
  if (probe >= observations.size() || !observations[probe]) return nullptr;
  return &*observations[probe];
}

void add_observation(CheckReport& check, const probe::Observation& observation) {
  check.address = to_text(observation.address);
  if (observation.source) check.source = to_text(*observation.source);
  check.attempts = observation.attempts;
  check.facts = observation.facts;
  check.path = observation.path;
  if (judge::origin_of(observation) == judge::Origin::nearer) check.facts.emplace_back("answered-by", "something nearer than the host");
  if (const auto* deciding = judge::deciding_attempt(observation, check.transport, !check.service.empty()))
    check.deciding = static_cast<std::size_t>(deciding - observation.attempts.data());
}

/// It must be closed and is open: no cause hinders it, so none is named.
bool is_unwanted(const judge::CheckVerdict& check) {
  return check.expect == site::Expect::closed && check.verdict == judge::Verdict::fail;
}

constexpr std::string_view how_to_close = "Close the port between the two hosts, or correct the expectation in the site file.";

std::string next_step_of(const judge::CheckVerdict& check) {
  if (check.verdict == judge::Verdict::pass) return {};
  return std::string{is_unwanted(check) ? how_to_close : judge::next_step(check.cause)};
}

std::string next_step_of(const judge::FlowVerdict& flow) {
  if (flow.verdict == judge::Verdict::pass) return {};
  const bool unwanted = flow.cause == judge::Cause::none && std::ranges::any_of(flow.checks, is_unwanted);
  return std::string{unwanted ? how_to_close : judge::next_step(flow.cause)};
}

CheckReport report_check(const plan::Plan& plan, const probe::Observations& observations, const judge::CheckVerdict& verdict) {
  const auto& planned = plan.probes.at(verdict.probe);
  CheckReport check;
  check.host = planned.host;
  check.transport = planned.transport;
  check.port = planned.port;
  check.service = planned.service;
  check.verdict = verdict;
  check.next_step = next_step_of(verdict);
  if (const auto* result = result_of(observations, verdict.probe)) {
    check.resolution = result->resolution;
    if (verdict.observation < result->observations.size()) add_observation(check, result->observations[verdict.observation]);
  }
  return check;
}

FlowReport report_flow(const plan::Plan& plan, const probe::Observations& observations, std::size_t index,
                       const judge::FlowVerdict& verdict) {
  FlowReport flow;
  flow.flow = plan.flows.at(index);
  flow.verdict = verdict.verdict;
  flow.certainty = verdict.certainty;
  flow.cause = verdict.cause;
  flow.next_step = next_step_of(verdict);
  flow.checks.reserve(verdict.checks.size());
  for (const auto& check : verdict.checks) flow.checks.push_back(report_check(plan, observations, check));
  return flow;
}

void count(Summary& summary, const FlowReport& flow) {
  switch (flow.verdict) {
    case judge::Verdict::pass:
      ++summary.pass;
      return;
    case judge::Verdict::degraded:
      ++summary.degraded;
      break;
    case judge::Verdict::fail:
      ++summary.fail;
      break;
    case judge::Verdict::unknown:
      ++summary.unknown;
      break;
    case judge::Verdict::skipped:
      ++summary.skipped;
      return;
  }
  if (flow.flow.weight == plan::Weight::optional) ++summary.warnings;
}

}  // namespace

Report make_report(const plan::Plan& plan, const probe::Observations& observations, const judge::Verdicts& verdicts,
                   const RunFacts& facts) {
  Report report;
  report.role = plan.role;
  report.role_name = plan.role_name;
  report.site = plan.site;
  report.run = facts;
  report.complete = verdicts.complete;
  report.skipped = plan.skipped;
  report.summary.skipped = plan.skipped.size();
  for (std::size_t i = 0; i < verdicts.flows.size(); ++i) {
    report.flows.push_back(report_flow(plan, observations, i, verdicts.flows[i]));
    count(report.summary, report.flows.back());
  }
  for (std::size_t i = 0; i < verdicts.outcomes.size(); ++i) {
    const auto& outcome = plan.outcomes.at(i);
    report.outcomes.push_back({outcome.id, outcome.title, verdicts.outcomes[i].verdict, verdicts.outcomes[i].because});
  }
  return report;
}

}  // namespace flowvet::report
