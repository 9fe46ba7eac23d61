// flowvet history: what the agent remembers of flows and outcomes.
#include "agent/history_json.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/history_output.hpp"
#include "cli/list_format.hpp"
#include "cli/output.hpp"
#include "cli/problem_output.hpp"
#include "cli/store_options.hpp"
#include "cli/terminal.hpp"
#include "flowvet/base/suggest.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace flowvet::cli {
namespace {

struct HistoryOptions {
  StoreOptions store;
  std::string subject;
  bool runs = false;
  std::string format;
};

using Histories = std::vector<History>;

Histories histories_of(std::vector<agent::Series> all, bool is_outcome) {
  Histories histories;
  for (auto& series : all) {
    auto timeline = agent::make_timeline(series.sightings);
    histories.push_back({std::move(series), std::move(timeline), is_outcome});
  }
  return histories;
}

/// All of them, or those of this id; outcomes before flows, as in a report.
Result<Histories> read_histories(agent::Store& store, const agent::RunQuery& query, const std::string& id = {}) {
  auto outcomes = store.outcomes(query, id);
  if (!outcomes) return outcomes.error();
  auto flows = store.flows(query, id);
  if (!flows) return flows.error();
  auto all = histories_of(std::move(*outcomes), true);
  for (auto& flow : histories_of(std::move(*flows), false)) all.push_back(std::move(flow));
  return all;
}

/// What has this id, or else all whose ids begin so. The former needs no look at everything else.
Result<Histories> choose_histories(agent::Store& store, const agent::RunQuery& query, const std::string& subject) {
  auto exact = read_histories(store, query, subject);
  if (!exact || subject.empty() || !exact->empty()) return exact;
  auto all = read_histories(store, query);
  if (!all) return all;
  std::vector<std::string> ids;
  for (const auto& one : *all) ids.push_back(one.series.subject);
  std::erase_if(*all, [&subject](const History& one) { return !one.series.subject.starts_with(subject); });
  if (all->empty())
    return Problems{{"nothing is remembered of a flow or outcome \"" + subject + "\"", "flowvet history", suggestion(subject, ids)}};
  return all;
}

std::string histories_json(const Histories& histories) {
  nlohmann::ordered_json json{{"schema", "flowvet-history/1"}};
  json["outcomes"] = json["flows"] = nlohmann::ordered_json::array();
  for (const auto& one : histories)
    json[one.is_outcome ? "outcomes" : "flows"].push_back(agent::to_json(one.series, one.timeline, one.is_outcome));
  return agent::dump(json);
}

std::string runs_json(const std::vector<agent::RunHead>& runs) {
  nlohmann::ordered_json json{{"schema", "flowvet-history/1"}, {"runs", nlohmann::ordered_json::array()}};
  for (const auto& run : runs) json["runs"].push_back(agent::to_json(run));
  return agent::dump(json);
}

int show_runs(agent::Store& store, const agent::RunQuery& query, bool json) {
  const auto runs = store.runs(query);
  if (!runs) return refuse(runs.error());
  return print_and_return(json ? runs_json(*runs) : runs_text(*runs, output_columns()), exit_done);
}

int history(const HistoryOptions& options) {
  const auto store = open_store(options.store);
  if (!store) return refuse(store.error());
  const auto query = make_query(**store, options.store);
  if (!query) return refuse(query.error());
  const bool json = options.format == "json";
  if (options.runs) return show_runs(**store, *query, json);
  const auto chosen = choose_histories(**store, *query, options.subject);
  if (!chosen) return refuse(chosen.error());
  if (json) return print_and_return(histories_json(*chosen), exit_done);
  const TextStyle style{output_columns(), wants_colour(ColourChoice::automatic)};
  if (options.subject.empty()) return print_and_return(overview_text(*chosen, style), exit_done);
  const auto text = timelines_text(*chosen, **store, style);
  return text ? print_and_return(*text, exit_done) : refuse(text.error());
}

}  // namespace

Action set_up_history(CLI::App& app) {
  const auto options = std::make_shared<HistoryOptions>();
  app.add_option("flow", options->subject, "A flow or outcome, or all whose ids begin so: its timeline; default: all in a line each")
      ->type_name("ID");
  add_store_options(app, options->store);
  add_since_option(app, options->store);
  app.add_flag("--runs", options->runs, "The runs with their numbers, as `flowvet diff` takes them");
  add_list_format(app, options->format);
  return [options] { return history(*options); };
}

}  // namespace flowvet::cli
