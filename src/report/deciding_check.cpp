// From many verdicts to one.
#include "report/deciding_check.hpp"

#include <algorithm>

namespace flowvet::report {

judge::Outcome seen_in(const FlowReport& flow) {
  const auto decides = [&flow](const CheckReport& check) {
    return check.verdict.cause == flow.cause && check.verdict.verdict == flow.verdict;
  };
  const auto same_cause = [&flow](const CheckReport& check) { return check.verdict.cause == flow.cause; };
  auto found = std::ranges::find_if(flow.checks, decides);
  if (found == flow.checks.end()) found = std::ranges::find_if(flow.checks, same_cause);
  if (found == flow.checks.end()) found = flow.checks.begin();
  return found == flow.checks.end() ? judge::Outcome::cut : found->verdict.outcome;
}

judge::Verdict verdict_of(std::span<const Weighed> flows, bool complete) {
  const auto any_required = [flows](judge::Verdict verdict) {
    return std::ranges::any_of(flows,
                               [verdict](const Weighed& flow) { return flow.need == plan::Weight::required && flow.verdict == verdict; });
  };
  if (any_required(judge::Verdict::fail)) return judge::Verdict::fail;
  if (!complete || any_required(judge::Verdict::unknown)) return judge::Verdict::unknown;
  return any_required(judge::Verdict::degraded) ? judge::Verdict::degraded : judge::Verdict::pass;
}

}  // namespace flowvet::report
