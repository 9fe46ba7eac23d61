// One run that has a bit of everything, judged by the real judge.
#pragma once

#include "flowvet/report/report.hpp"

namespace flowvet::test {

plan::Plan sample_plan();
probe::Observations sample_observations();

/// Failures of each kind, a degradation, unknowns, warnings, passes of both certainties, skipped flows, a peer that sends terminal
/// control bytes and invalid UTF-8, Japanese text.
report::Report sample_report();

}  // namespace flowvet::test
