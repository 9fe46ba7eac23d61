// Flow by flow and outcome by outcome, as states.cpp has it: `unknown` ends no failure.
#include "agent/last_known.hpp"

#include <algorithm>

namespace flowvet::agent {
namespace {

using judge::Verdict;

bool stays(Verdict verdict) {
  return verdict != Verdict::pass;
}

}  // namespace

RunRecord with_last_known(RunRecord run, const RunRecord& before) {
  if (run.state == RunState::finished) return run;
  for (auto flow : before.flows) {
    if (std::ranges::find(run.flows, flow.id, &FlowRecord::id) != run.flows.end()) continue;
    if (!stays(flow.finding.verdict)) flow.finding = {};
    run.flows.push_back(std::move(flow));
  }
  for (auto outcome : before.outcomes) {
    if (std::ranges::find(run.outcomes, outcome.id, &OutcomeRecord::id) != run.outcomes.end()) continue;
    if (!stays(outcome.verdict)) outcome.verdict = Verdict::unknown;
    run.outcomes.push_back(std::move(outcome));
  }
  if (run.skipped == 0) run.skipped = before.skipped;
  return run;
}

}  // namespace flowvet::agent
