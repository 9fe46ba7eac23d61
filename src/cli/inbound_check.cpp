// The same road as a check's, with the host's own state in place of observations.
#include "cli/inbound_check.hpp"

#include "agent/cycle.hpp"
#include "cli/problem_output.hpp"
#include "flowvet/judge/inbound.hpp"
#include "report/inbound_report.hpp"

#include <CLI/CLI.hpp>

#include <chrono>

namespace flowvet::cli {

void add_inbound_option(CLI::App& app, bool& inbound) {
  app.add_flag(
      "--inbound", inbound,
      "Send nothing: look whether something listens here on each documented inbound port, and whether this host's firewall lets it in");
}

int check_inbound(const SelectionOptions& selection, const ReportOptions& options) {
  report::RunFacts facts;
  facts.started = std::chrono::system_clock::now();
  facts.host = agent::this_host();
  facts.version = FLOWVET_VERSION;
  const auto plan = make_selected_inbound_plan(selection, facts.host);
  if (!plan) return refuse(plan.error());
  auto destinations = open_destinations(options.format);
  if (!destinations) return refuse(destinations.error());
  const auto began = std::chrono::steady_clock::now();
  const auto verdicts = judge::judge_inbound(*plan, probe::observe_host());
  facts.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  const auto report = report::make_inbound_report(*plan, verdicts, facts);
  const auto written = write_report(report, options.format, *destinations);
  if (!written) return refuse(written.error());
  return report::exit_status(report, options.strict);
}

}  // namespace flowvet::cli
