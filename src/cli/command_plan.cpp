// flowvet plan: the pure half of the road; nothing is sent.
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/list_format.hpp"
#include "cli/output.hpp"
#include "cli/plan_output.hpp"
#include "cli/problem_output.hpp"
#include "cli/selection_options.hpp"
#include "cli/terminal.hpp"
#include "flowvet/probe/run.hpp"

#include <CLI/CLI.hpp>

namespace flowvet::cli {
namespace {

struct PlanOptions {
  SelectionOptions selection;
  std::string format;
};

int show_plan(const PlanOptions& options) {
  const auto plan = make_selected_plan(options.selection);
  if (!plan) return refuse(plan.error());
  const auto text = options.format == "json" ? plan_json(*plan) : plan_text(*plan, probe::services(), output_columns());
  return print_and_return(text, exit_done);
}

}  // namespace

Action set_up_plan(CLI::App& app) {
  const auto options = std::make_shared<PlanOptions>();
  add_selection_options(app, options->selection);
  add_list_format(app, options->format);
  return [options] { return show_plan(*options); };
}

}  // namespace flowvet::cli
