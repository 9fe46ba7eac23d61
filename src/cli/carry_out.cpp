// The second half of the road with what a person at a terminal expects of it: a progress line, Ctrl-C, an exit status.
#include "cli/carry_out.hpp"

#include "agent/cycle.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/problem_output.hpp"
#include "cli/progress_line.hpp"

#include <CLI/CLI.hpp>

namespace flowvet::cli {
report::Report carry_out(const plan::Plan& plan, const probe::RunOptions& options, std::stop_token stop, bool show_progress) {
  probe::Progress progress;
  const ProgressLine line(progress, plan.probes.size(), show_progress);
  return agent::carry_out(plan, options, std::move(stop), &progress);
}

void add_report_options(CLI::App& app, ReportOptions& options) {
  add_format_options(app, options.format);
  app.add_flag("--quiet", options.quiet, "No progress line");
  app.add_flag("--strict", options.strict, "A degraded flow counts as failed");
  app.footer(
      "Exit status: 0 every required flow passed, 1 a required flow failed, 2 a required flow stayed unknown,\n"
      "3 could not start or could not write, 130 interrupted.");
}

int carry_out_and_report(const plan::Plan& plan, const probe::RunOptions& run_options, const ReportOptions& options,
                         std::vector<Destination> destinations) {
  const Interrupt interrupt;
  const auto report = carry_out(plan, run_options, interrupt.token(), !options.quiet);

  const auto written = write_report(report, options.format, destinations);
  if (!written) return refuse(written.error());
  const bool is_partial = interrupt.requested() && !report.complete;
  return is_partial ? exit_interrupted : report::exit_status(report, options.strict);
}

}  // namespace flowvet::cli
