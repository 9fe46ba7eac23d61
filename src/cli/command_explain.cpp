// flowvet explain: the evidence behind one verdict of a report that was written as JSON.
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/problem_output.hpp"
#include "cli/read_report.hpp"
#include "cli/terminal.hpp"
#include "flowvet/base/suggest.hpp"
#include "report/explain.hpp"
#include "report/network_words.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace flowvet::cli {
namespace {

struct ExplainOptions {
  std::string file;
  std::string flow;
};

Problem unknown_flow(const report::Report& report, const ExplainOptions& options) {
  std::vector<std::string> ids;
  for (const auto& flow : report.flows) ids.push_back(flow.flow.id.text);
  for (const auto& flow : report.skipped) ids.push_back(flow.id.text);
  return {"the report has no flow \"" + options.flow + "\"", options.file, suggestion(options.flow, ids)};
}

int explain(const ExplainOptions& options) {
  const auto report = read_report(options.file);
  if (!report) return refuse(report.error());
  const auto id = FlowId{options.flow};
  const auto flow = std::ranges::find(report->flows, id, [](const report::FlowReport& one) { return one.flow.id; });
  if (flow != report->flows.end()) {
    const auto columns = output_columns();
    return print_and_return(report::explain_flow(*flow, columns) + report::explain_network(*report, *flow, columns), exit_done);
  }
  const auto skipped = std::ranges::find(report->skipped, id, &plan::SkippedFlow::id);
  if (skipped != report->skipped.end()) return print_and_return(report::explain_skipped(*skipped, output_columns()), exit_done);
  return refuse({unknown_flow(*report, options)});
}

}  // namespace

Action set_up_explain(CLI::App& app) {
  const auto options = std::make_shared<ExplainOptions>();
  app.add_option("report", options->file, "A report written with --format json=FILE")->required()->type_name("REPORT.json");
  app.add_option("flow", options->flow, "A flow id of this report")->required()->type_name("FLOW-ID");
  return [options] { return explain(*options); };
}

}  // namespace flowvet::cli
