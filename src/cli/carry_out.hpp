// The second half of the road for whoever has a plan: run -> judge -> report.
#pragma once

#include "flowvet/probe/run.hpp"
#include "flowvet/report/report.hpp"

#include <stop_token>

namespace flowvet::cli {

/// Runs the plan from this host with a progress line (where a person can see it and `show_progress`) and reports what was found.
report::Report carry_out(const plan::Plan& plan, const probe::RunOptions& options, std::stop_token stop, bool show_progress);

}  // namespace flowvet::cli
