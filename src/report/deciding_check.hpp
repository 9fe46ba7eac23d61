// Which of a flow's checks its verdict rests on. Pure.
#pragma once

#include "flowvet/report/report.hpp"

#include <span>
#include <utility>

namespace flowvet::report {

/// What was seen in the check that decides the flow's verdict; `cut` for a flow without a check.
judge::Outcome seen_in(const FlowReport& flow);

/// How a flow counts in a run, and what was found.
struct Weighed {
  plan::Weight need = plan::Weight::required;
  judge::Verdict verdict = judge::Verdict::unknown;
};

/// A whole run as one verdict: fail where a required flow fails, unknown where one could not be told or the run is not complete,
/// degraded where a required flow is degraded.
judge::Verdict verdict_of(std::span<const Weighed> flows, bool complete);

}  // namespace flowvet::report
