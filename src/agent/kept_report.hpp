// A report of what is kept of a run, for whoever makes tickets and explanations of reports. Pure.
#pragma once

#include "agent/record.hpp"
#include "flowvet/report/report.hpp"

namespace flowvet::agent {

/// The flows that did not pass, with their evidence; of those that passed nothing but the count is kept. Evidence that this version
/// cannot read is left out.
report::Report kept_report(const RunRecord& run);

}  // namespace flowvet::agent
