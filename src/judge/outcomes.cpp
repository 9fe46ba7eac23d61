// Outcomes: needs, each with alternatives, and what only degrades.
#include "judge/outcomes.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace flowvet::judge {
namespace {

bool must_be_closed(const plan::PlannedFlow& flow) {
  return std::ranges::any_of(flow.checks, [](const plan::Check& check) { return check.expect == site::Expect::closed; });
}

/// What is known of each flow that an outcome may name. nullopt: not needed here.
class Known {
 public:
  Known(const plan::Plan& plan, const std::vector<FlowVerdict>& flows) {
    for (std::size_t i = 0; i < plan.flows.size(); ++i)
      verdicts_[plan.flows[i].id] = must_be_closed(plan.flows[i]) ? Verdict::skipped : flows.at(i).verdict;
    for (const auto& skipped : plan.skipped)
      verdicts_[skipped.id] = skipped.reason == plan::SkipReason::feature_off ? std::nullopt : std::optional(Verdict::skipped);
  }

  /// A flow that the plan does not know at all was not checked.
  [[nodiscard]] std::optional<Verdict> of(const FlowId& id) const {
    const auto found = verdicts_.find(id);
    return found == verdicts_.end() ? std::optional(Verdict::skipped) : found->second;
  }

 private:
  std::unordered_map<FlowId, std::optional<Verdict>> verdicts_;
};

/// 0 is the best. Among alternatives the best decides: one that was not checked says less than one that fails.
int rank_as_alternative(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return 0;
    case Verdict::degraded:
      return 1;
    case Verdict::unknown:
      return 2;
    case Verdict::fail:
      return 3;
    case Verdict::skipped:
      return 4;
  }
  return 4;
}

/// 0 is the best. Among needs the worst decides.
int rank_as_need(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return 0;
    case Verdict::degraded:
      return 1;
    case Verdict::skipped:
      return 2;
    case Verdict::unknown:
      return 3;
    case Verdict::fail:
      return 4;
  }
  return 4;
}

class OutcomeJudge {
 public:
  explicit OutcomeJudge(const Known& known) : known_(known) {}

  OutcomeVerdict judge(const catalog::Outcome& outcome) {
    for (const auto& group : outcome.needs) need(group);
    if (!worst_ && !outcome.needs.empty()) return not_judged(outcome);
    for (const auto& id : outcome.degraded_without) quality(id);
    result_.verdict = worst_.value_or(Verdict::skipped);
    return std::move(result_);
  }

 private:
  void need(const std::vector<FlowId>& group) {
    std::optional<Verdict> best;
    for (const auto& id : group)
      if (const auto verdict = known_.of(id); verdict && (!best || rank_as_alternative(*verdict) < rank_as_alternative(*best)))
        best = verdict;
    if (!best) return;
    worsen(*best);
    if (*best == Verdict::pass) return;
    for (const auto& id : group)
      if (known_.of(id)) name(id);
  }

  void quality(const FlowId& id) {
    const auto verdict = known_.of(id);
    if (!verdict || *verdict == Verdict::skipped) return;
    worsen(*verdict == Verdict::pass ? Verdict::pass : Verdict::degraded);
    if (*verdict != Verdict::pass) name(id);
  }

  OutcomeVerdict not_judged(const catalog::Outcome& outcome) {
    for (const auto& group : outcome.needs)
      for (const auto& id : group) name(id);
    result_.verdict = Verdict::skipped;
    return std::move(result_);
  }

  void worsen(Verdict verdict) {
    if (!worst_ || rank_as_need(verdict) > rank_as_need(*worst_)) worst_ = verdict;
  }

  void name(const FlowId& id) {
    if (std::ranges::find(result_.because, id) == result_.because.end()) result_.because.push_back(id);
  }

  const Known& known_;
  std::optional<Verdict> worst_;  ///< nullopt while nothing counts
  OutcomeVerdict result_;
};

}  // namespace

std::vector<OutcomeVerdict> judge_outcomes(const plan::Plan& plan, const std::vector<FlowVerdict>& flows) {
  const Known known(plan, flows);
  std::vector<OutcomeVerdict> verdicts;
  for (const auto& outcome : plan.outcomes) verdicts.push_back(OutcomeJudge(known).judge(outcome));
  return verdicts;
}

}  // namespace flowvet::judge
