// Controls in a report: what each one met, which hosts something answers for, and a note on every check that this concerns.
#pragma once

#include "report/findings.hpp"

#include <vector>

namespace flowvet::report {

std::vector<ControlReport> report_controls(const plan::Plan& plan, const probe::Observations& observations,
                                           const judge::Verdicts& verdicts);

/// Adds the fact "control" to each check that has a TCP connection to an address where a control was accepted too.
void note_controls(Report& report);

/// The accepted controls, hosts of which the same is to be said in one line.
std::vector<Finding> control_findings(const std::vector<ControlReport>& controls);

}  // namespace flowvet::report
