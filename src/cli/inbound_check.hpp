// `flowvet check ROLE --inbound`: looks at this host instead of sending anything.
#pragma once

#include "cli/carry_out.hpp"
#include "cli/selection_options.hpp"

namespace flowvet::cli {

/// Declares --inbound.
void add_inbound_option(CLI::App& app, bool& inbound);

/// Plan, look, judge, report. Returns the exit status.
int check_inbound(const SelectionOptions& selection, const ReportOptions& options);

}  // namespace flowvet::cli
