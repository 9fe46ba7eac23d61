// flowvet check: the whole road, once.
#include "cli/carry_out.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/format_options.hpp"
#include "cli/interrupt.hpp"
#include "cli/problem_output.hpp"
#include "cli/run_options.hpp"
#include "cli/selection_options.hpp"

#include <CLI/CLI.hpp>

namespace flowvet::cli {
namespace {

struct CheckOptions {
  SelectionOptions selection;
  NetworkOptions network;
  FormatOptions format;
  bool quiet = false;
  bool strict = false;
};

int check(const CheckOptions& options) {
  const auto run_options = make_run_options(options.network, options.selection.gentle);
  if (!run_options) return refuse(run_options.error());
  const auto plan = make_selected_plan(options.selection);
  if (!plan) return refuse(plan.error());
  auto destinations = open_destinations(options.format);
  if (!destinations) return refuse(destinations.error());

  const Interrupt interrupt;
  const auto report = carry_out(*plan, *run_options, interrupt.token(), !options.quiet);

  const auto written = write_report(report, options.format, *destinations);
  if (!written) return refuse(written.error());
  const bool is_partial = interrupt.requested() && !report.complete;
  return is_partial ? exit_interrupted : report::exit_status(report, options.strict);
}

}  // namespace

Action set_up_check(CLI::App& app) {
  const auto options = std::make_shared<CheckOptions>();
  add_selection_options(app, options->selection);
  add_network_options(app, options->network);
  add_format_options(app, options->format);
  app.add_flag("--quiet", options->quiet, "No progress line");
  app.add_flag("--strict", options->strict, "A degraded flow counts as failed");
  app.footer(
      "Exit status: 0 every required flow passed, 1 a required flow failed, 2 a required flow stayed unknown,\n"
      "3 could not start or could not write, 130 interrupted.");
  return [options] { return check(*options); };
}

}  // namespace flowvet::cli
