// What is known of a job while its newest run does not tell: what failed has not been seen to work again. Pure.
#pragma once

#include "agent/record.hpp"

namespace flowvet::agent {

/// The run with a verdict about everything that `before` tells of. What the run itself does not tell counts as it did where that was
/// a failure or worse than a pass, so that a run that breaks ends no alert; a pass that was not seen again becomes unknown. A finished
/// run tells everything.
RunRecord with_last_known(RunRecord run, const RunRecord& before);

}  // namespace flowvet::agent
