// flowvet check: the whole road, once.
#include "cli/carry_out.hpp"
#include "cli/commands.hpp"
#include "cli/inbound_check.hpp"
#include "cli/problem_output.hpp"
#include "cli/run_options.hpp"
#include "cli/selection_options.hpp"

#include <CLI/CLI.hpp>

namespace flowvet::cli {
namespace {

struct CheckOptions {
  SelectionOptions selection;
  NetworkOptions network;
  ReportOptions report;
  bool inbound = false;
};

int check(const CheckOptions& options) {
  if (options.inbound) return check_inbound(options.selection, options.report);
  const auto run_options = make_run_options(options.network, options.selection.gentle);
  if (!run_options) return refuse(run_options.error());
  const auto plan = make_selected_plan(options.selection);
  if (!plan) return refuse(plan.error());
  auto destinations = open_destinations(options.report.format);
  if (!destinations) return refuse(destinations.error());
  return carry_out_and_report(*plan, *run_options, options.report, *std::move(destinations));
}

}  // namespace

Action set_up_check(CLI::App& app) {
  const auto options = std::make_shared<CheckOptions>();
  add_selection_options(app, options->selection);
  add_network_options(app, options->network);
  add_report_options(app, options->report);
  add_inbound_option(app, options->inbound);
  return [options] { return check(*options); };
}

}  // namespace flowvet::cli
