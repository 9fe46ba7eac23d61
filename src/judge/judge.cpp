// Plan + Observations -> Verdicts: every flow, every outcome, and whether anything is missing.
#include "flowvet/judge/judge.hpp"

#include "judge/controls.hpp"
#include "judge/judge_checks.hpp"
#include "judge/judge_flow.hpp"
#include "judge/outcomes.hpp"

namespace flowvet::judge {
namespace {

bool is_complete(const plan::Plan& plan, const probe::Observations& observations) {
  for (std::size_t i = 0; i < plan.probes.size(); ++i)
    if (i >= observations.size() || !observations[i] || !is_finished(*observations[i])) return false;
  return true;
}

}  // namespace

Verdicts judge(const plan::Plan& plan, const probe::Observations& observations) {
  Verdicts verdicts;
  verdicts.controls = judge_controls(plan, observations);
  const Controls controls(verdicts.controls, observations);
  for (const auto& flow : plan.flows) verdicts.flows.push_back(judge_flow(plan, flow, observations, controls));
  verdicts.outcomes = judge_outcomes(plan, verdicts.flows);
  verdicts.complete = is_complete(plan, observations);
  return verdicts;
}

}  // namespace flowvet::judge
