// flowvet ticket: what to ask of whom, from a report that was written as JSON.
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/problem_output.hpp"
#include "cli/read_report.hpp"
#include "flowvet/base/suggest.hpp"
#include "flowvet/report/ticket.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <sstream>

namespace flowvet::cli {
namespace {

struct TicketOptions {
  std::string file;
  std::string format{report::ticket_formats().front().name};
};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const auto& format : report::ticket_formats()) names.emplace_back(format.name);
  return names;
}

int ticket(const TicketOptions& options) {
  const auto format = std::ranges::find(report::ticket_formats(), options.format, &report::TicketFormat::name);
  if (format == report::ticket_formats().end())
    return refuse({{"unknown format \"" + options.format + "\"", "--format", suggestion(options.format, format_names())}});
  const auto report = read_report(options.file);
  if (!report) return refuse(report.error());
  std::ostringstream text;
  format->write(*report, report::make_ticket(*report), text);
  return print_and_return(text.str(), exit_done);
}

}  // namespace

Action set_up_ticket(CLI::App& app) {
  const auto options = std::make_shared<TicketOptions>();
  app.add_option("report", options->file, "A report written with --format json=FILE")->required()->type_name("REPORT.json");
  app.add_option("--format", options->format, "text: for a mail; markdown: for a ticket system; csv: for a spreadsheet")
      ->type_name("text|markdown|csv")
      ->capture_default_str();
  return [options] { return ticket(*options); };
}

}  // namespace flowvet::cli
