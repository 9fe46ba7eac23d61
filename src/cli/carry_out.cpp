// run -> judge -> report, with the clock and the host's name that the pure stages do not know.
#include "cli/carry_out.hpp"

#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/problem_output.hpp"
#include "cli/progress_line.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/host_name.hpp>

#include <chrono>

namespace flowvet::cli {
namespace {

std::string this_host() {
  boost::system::error_code error;
  auto name = boost::asio::ip::host_name(error);
  return error || name.empty() ? "this host" : name;
}

}  // namespace

report::Report carry_out(const plan::Plan& plan, const probe::RunOptions& options, std::stop_token stop, bool show_progress) {
  report::RunFacts facts;
  facts.started = std::chrono::system_clock::now();
  facts.host = this_host();
  facts.version = FLOWVET_VERSION;
  const auto began = std::chrono::steady_clock::now();
  probe::Progress progress;
  probe::Observations observations;
  {
    const ProgressLine line(progress, plan.probes.size(), show_progress);
    observations = probe::run(plan, options, std::move(stop), &progress);
  }
  facts.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  return report::make_report(plan, observations, judge::judge(plan, observations), facts);
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
