// Report -> RunRecord: the first step after the road's end.
#include "agent/record.hpp"

#include "report/flow_json.hpp"

#include <algorithm>

namespace flowvet::agent {
namespace {

using judge::Verdict;

bool was_cut(const report::FlowReport& flow) {
  return std::ranges::any_of(flow.checks, [](const report::CheckReport& check) { return check.verdict.outcome == judge::Outcome::cut; });
}

/// The outcome of the check that the flow's verdict rests on.
judge::Outcome seen_in(const report::FlowReport& flow) {
  const auto decides = [&flow](const report::CheckReport& check) {
    return check.verdict.cause == flow.cause && check.verdict.verdict == flow.verdict;
  };
  const auto same_cause = [&flow](const report::CheckReport& check) { return check.verdict.cause == flow.cause; };
  auto found = std::ranges::find_if(flow.checks, decides);
  if (found == flow.checks.end()) found = std::ranges::find_if(flow.checks, same_cause);
  if (found == flow.checks.end()) found = flow.checks.begin();
  return found == flow.checks.end() ? judge::Outcome::cut : found->verdict.outcome;
}

FlowRecord record_of(const report::FlowReport& flow) {
  const bool passed = flow.verdict == Verdict::pass;
  return {flow.flow.id,
          flow.flow.weight,
          {flow.verdict, flow.certainty, flow.cause, seen_in(flow)},
          passed ? std::string{} : report::to_json(flow)};
}

bool any_flow(const RunRecord& record, Verdict verdict, bool required_only) {
  return std::ranges::any_of(record.flows, [&](const FlowRecord& flow) {
    return flow.finding.verdict == verdict && (!required_only || flow.need == plan::Weight::required);
  });
}

}  // namespace

RunRecord make_record(const std::string& job, const report::Report& report) {
  RunRecord record;
  record.job = job;
  record.state = report.complete ? RunState::finished : RunState::incomplete;
  record.started = report.run.started;
  record.took = report.run.took;
  record.host = report.run.host;
  record.role = report.role.text;
  record.site = report.site;
  record.version = report.run.version;
  record.skipped = report.skipped.size();
  for (const auto& flow : report.flows)
    if (report.complete || !was_cut(flow)) record.flows.push_back(record_of(flow));
  if (report.complete)
    for (const auto& outcome : report.outcomes) record.outcomes.push_back({outcome.id, outcome.title, outcome.verdict});
  return record;
}

RunRecord broken_record(const std::string& job, WallTime started, std::chrono::milliseconds took, std::string why) {
  RunRecord record;
  record.job = job;
  record.state = RunState::broken;
  record.started = started;
  record.took = took;
  record.note = std::move(why);
  return record;
}

Verdict verdict_of(const RunRecord& record) {
  constexpr bool required_only = true;
  if (any_flow(record, Verdict::fail, required_only)) return Verdict::fail;
  if (record.state != RunState::finished || any_flow(record, Verdict::unknown, required_only)) return Verdict::unknown;
  return any_flow(record, Verdict::degraded, required_only) ? Verdict::degraded : Verdict::pass;
}

}  // namespace flowvet::agent
