// flowvet diff: what changed between two runs or reports.
#include "agent/diff.hpp"

#include "agent/history_json.hpp"
#include "cli/commands.hpp"
#include "cli/diff_output.hpp"
#include "cli/exit_codes.hpp"
#include "cli/list_format.hpp"
#include "cli/output.hpp"
#include "cli/problem_output.hpp"
#include "cli/read_report.hpp"
#include "cli/run_reference.hpp"
#include "cli/store_options.hpp"
#include "cli/terminal.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace flowvet::cli {
namespace {

struct DiffOptions {
  StoreOptions store;
  std::string a = "last~1";
  std::string b = "last";
  std::string format;
};

Result<agent::RunRecord> read_file_record(const std::string& file) {
  const auto report = read_report(file);
  if (!report) return report.error();
  return agent::make_record(file, *report);
}

Result<agent::RunRecord> read_side(const std::string& text, const StoreOptions& options) {
  const auto reference = parse_run_reference(text);
  if (!reference) return read_file_record(text);
  const auto store = open_store(options);
  if (!store) return store.error();
  return find_run(**store, *reference, options.job);
}

int diff(const DiffOptions& options) {
  const auto a = read_side(options.a, options.store);
  if (!a) return refuse(a.error());
  const auto b = read_side(options.b, options.store);
  if (!b) return refuse(b.error());
  const auto difference = agent::compare(*a, *b);
  const auto text = options.format == "json" ? agent::dump(agent::to_json(difference))
                                             : diff_text(difference, {output_columns(), wants_colour(ColourChoice::automatic)});
  return print_and_return(text, agent::is_worse(difference) ? exit_negative : exit_done);
}

}  // namespace

Action set_up_diff(CLI::App& app) {
  const auto options = std::make_shared<DiffOptions>();
  const std::string kinds = "a run's number (`flowvet history --runs`), last, last~N, or a report written with --format json=FILE";
  app.add_option("a", options->a, "Before: " + kinds)->type_name("RUN|FILE")->capture_default_str();
  app.add_option("b", options->b, "After: the same")->type_name("RUN|FILE")->capture_default_str();
  add_store_options(app, options->store);
  add_list_format(app, options->format);
  app.footer("Exit status: 0 no required flow is worse than before, 1 one broke or works less well, 3 could not compare.");
  return [options] { return diff(*options); };
}

}  // namespace flowvet::cli
