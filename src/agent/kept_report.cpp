// RunRecord -> Report: the way back from make_record().
#include "agent/kept_report.hpp"

#include "report/flow_json.hpp"

namespace flowvet::agent {
namespace {

void count(report::Summary& summary, const FlowRecord& flow) {
  using enum judge::Verdict;
  const auto verdict = flow.finding.verdict;
  switch (verdict) {
    case pass:
      ++summary.pass;
      break;
    case degraded:
      ++summary.degraded;
      break;
    case fail:
      ++summary.fail;
      break;
    case unknown:
    case skipped:
      ++summary.unknown;
      break;
  }
  if (verdict != pass && flow.need == plan::Weight::optional) ++summary.warnings;
}

}  // namespace

report::Report kept_report(const RunRecord& run) {
  report::Report report;
  report.role = RoleId{run.role};
  report.site = run.site;
  report.run.started = run.started;
  report.run.took = run.took;
  report.run.host = run.host;
  report.run.version = run.version;
  report.complete = run.state == RunState::finished;
  report.summary.skipped = run.skipped;
  for (const auto& record : run.flows) {
    count(report.summary, record);
    if (record.evidence.empty()) continue;
    auto flow = report::parse_flow(record.evidence, "evidence");
    if (flow) report.flows.push_back(*std::move(flow));
  }
  for (const auto& outcome : run.outcomes) report.outcomes.push_back({outcome.id, outcome.title, outcome.verdict, {}});
  return report;
}

}  // namespace flowvet::agent
