// What a person notices, from the verdicts of the flows that it rests on.
#pragma once

#include "flowvet/judge/judge.hpp"

#include <vector>

namespace flowvet::judge {

/// `flows` is indexed like Plan::flows. The worst need decides: fail, unknown, not checked, degraded, pass.
///
/// - A need passes with any of its flows, and fails when all of them that were checked fail.
/// - A flow of a feature that is off is not needed here and does not count. Any other flow that was left out - no host given,
///   cannot be probed from outside - counts as not checked, and so does one that is expected to be closed: that it passes does
///   not mean that it works. When a need has nothing else the outcome is `skipped`, since neither pass nor fail was seen.
/// - With all needs of features that are off the outcome is `skipped` too.
/// - Among `degraded_without`, a checked flow that does not pass degrades, also when it merely stayed unknown: the outcome does
///   not depend on it, but full quality was not shown. One that was left out does not count.
std::vector<OutcomeVerdict> judge_outcomes(const plan::Plan& plan, const std::vector<FlowVerdict>& flows);

}  // namespace flowvet::judge
