// The second half of the road for whoever has a plan: run -> judge -> report.
#pragma once

#include "cli/format_options.hpp"
#include "flowvet/probe/run.hpp"
#include "flowvet/report/report.hpp"

#include <stop_token>
#include <vector>

namespace flowvet::cli {

/// Runs the plan from this host with a progress line (where a person can see it and `show_progress`) and reports what was found.
report::Report carry_out(const plan::Plan& plan, const probe::RunOptions& options, std::stop_token stop, bool show_progress);

/// What becomes of the report, and what the exit status makes of it. As typed.
struct ReportOptions {
  FormatOptions format;
  bool quiet = false;
  bool strict = false;
};

/// Declares all of these options, and tells what the exit status means.
void add_report_options(CLI::App& app, ReportOptions& options);

/// Runs the plan until it is done or interrupted, and writes the report to each destination. Returns the exit status.
int carry_out_and_report(const plan::Plan& plan, const probe::RunOptions& run_options, const ReportOptions& options,
                         std::vector<Destination> destinations);

}  // namespace flowvet::cli
