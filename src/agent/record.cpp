// Report -> RunRecord: the first step after the road's end.
#include "agent/record.hpp"

#include "report/deciding_check.hpp"
#include "report/flow_json.hpp"

#include <algorithm>

namespace flowvet::agent {
namespace {

using judge::Verdict;

bool was_cut(const report::FlowReport& flow) {
  return std::ranges::any_of(flow.checks, [](const report::CheckReport& check) { return check.verdict.outcome == judge::Outcome::cut; });
}

FlowRecord record_of(const report::FlowReport& flow) {
  const bool passed = flow.verdict == Verdict::pass;
  return {flow.flow.id,
          flow.flow.weight,
          {flow.verdict, flow.certainty, flow.cause, report::seen_in(flow)},
          passed ? std::string{} : report::to_json(flow)};
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
    for (const auto& outcome : report.outcomes) record.outcomes.push_back({outcome.id, outcome.title, outcome.verdict, outcome.because});
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
  std::vector<report::Weighed> flows;
  for (const auto& flow : record.flows) flows.push_back({flow.need, flow.finding.verdict});
  return report::verdict_of(flows, record.state == RunState::finished);
}

}  // namespace flowvet::agent
