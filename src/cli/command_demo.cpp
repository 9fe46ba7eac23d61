// flowvet demo: the whole road against a small emulated site on loopback, so that a first look needs no network and no site.
#include "cli/carry_out.hpp"
#include "cli/commands.hpp"
#include "cli/demo_site.hpp"
#include "cli/exit_codes.hpp"
#include "cli/format_options.hpp"
#include "cli/interrupt.hpp"
#include "cli/problem_output.hpp"
#include "cli/profile_option.hpp"
#include "cli/terminal.hpp"
#include "flowvet/base/text.hpp"
#include "report/layout.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>

namespace flowvet::cli {
namespace {

constexpr std::array roles{"vda", "workspace-app"};
// Loopback answers within a millisecond; silence need not be waited for as long as on a network.
constexpr std::chrono::milliseconds loopback_timeout{300};
constexpr int loopback_attempts = 2;

struct DemoOptions {
  std::string role;
  std::string profiles;
  FormatOptions format;
};

/// Whether standard output is for people; otherwise the story goes to standard error.
bool is_for_people(const FormatOptions& options) {
  return std::ranges::none_of(options.formats,
                              [](const std::string& word) { return word.find('=') == std::string::npos && word != "text"; });
}

void announce(std::ostream& out, std::string_view role) {
  out << "\nNext: flowvet checks this site in the role " << role << ". It must find:\n";
  for (const auto& flow : demo_flows())
    if (flow.role == role)
      out << "  " << pad_right(to_word(flow.verdict), 8) << "  " << flow.id << "\n"
          << report::hanging("            ", flow.story, output_columns());
  out << "\n" << std::flush;
}

plan::PlanOptions demo_plan_options(std::string_view role) {
  plan::PlanOptions options;
  options.timeout = loopback_timeout;
  options.attempts = loopback_attempts;
  for (const auto& flow : demo_flows())
    if (flow.role == role) options.only_flows.emplace_back(flow.id);
  return options;
}

/// Every announced flow that was found otherwise.
std::vector<std::string> surprises(const report::Report& report, std::string_view role) {
  std::vector<std::string> lines;
  for (const auto& expected : demo_flows()) {
    if (expected.role != role) continue;
    const auto found =
        std::ranges::find(report.flows, expected.id, [](const report::FlowReport& flow) { return std::string_view{flow.flow.id.text}; });
    const auto verdict = found == report.flows.end() ? judge::Verdict::skipped : found->verdict;
    if (verdict != expected.verdict)
      lines.push_back(std::string{expected.id} + ": announced " + std::string{to_word(expected.verdict)} + ", found " +
                      std::string{to_word(verdict)});
  }
  return lines;
}

/// One role's check; the exit status that it leads to.
int show_role(const catalog::Catalog& catalog, const DemoSite& site, std::string_view role, const FormatOptions& format,
              std::ostream& story) {
  auto destinations = open_destinations(format);
  if (!destinations) return refuse(destinations.error());
  const auto plan = plan::make_plan(catalog, site.site(), role, probe::services(), demo_plan_options(role));
  if (!plan) return refuse(plan.error());
  announce(story, role);

  const Interrupt interrupt;
  const auto report = carry_out(*plan, probe::RunOptions{}, interrupt.token(), true);
  const auto written = write_report(report, format, *destinations);
  if (!written) return refuse(written.error());
  if (interrupt.requested()) return exit_interrupted;

  const auto lines = surprises(report, role);
  for (const auto& line : lines) story << line << "\n";
  story << "\n"
        << (lines.empty() ? "Every verdict is the one announced." : "Not every verdict is the one announced.") << "\n"
        << std::flush;
  return lines.empty() ? exit_done : exit_negative;
}

int show_demo(const DemoOptions& options) {
  const bool people = is_for_people(options.format);
  if (options.role.empty() && !options.format.formats.empty() &&
      (options.format.formats.size() > 1 || options.format.formats.front() != "text"))
    return refuse(
        {{"two reports do not fit into one place", "flowvet demo --format", "name one role: --role vda or --role workspace-app"}});
  const auto catalog = read_catalog(options.profiles);
  if (!catalog) return refuse(catalog.error());

  auto& story = people ? std::cout : std::cerr;
  std::optional<DemoSite> site;
  try {
    site.emplace();
  } catch (const boost::system::system_error& error) {
    return refuse(
        {{std::string{"the demo's servers could not start: "} + error.what(), "flowvet demo", "it needs 127.0.10.1 to 127.0.10.7"}});
  }
  story << "This is a small site made of real servers on loopback addresses of this host. Nothing leaves it.\n"
           "Some of its flows work and some are broken on purpose; flowvet does not know which.\n";
  int status = exit_done;
  for (const std::string_view role : roles) {
    if (!options.role.empty() && options.role != role) continue;
    status = std::max(status, show_role(*catalog, *site, role, options.format, story));
    if (status >= exit_bad_input) return status;
  }
  return status;
}

}  // namespace

Action set_up_demo(CLI::App& app) {
  const auto options = std::make_shared<DemoOptions>();
  app.add_option("--role", options->role, "Only as this role")
      ->check(CLI::IsMember(std::vector<std::string>(roles.begin(), roles.end())))
      ->type_name("vda|workspace-app");
  add_format_options(app, options->format);
  add_profile_option(app, options->profiles);
  app.footer("Exit status: 0 every verdict is the one announced beforehand, 1 not, 3 could not start or could not write.");
  return [options] { return show_demo(*options); };
}

}  // namespace flowvet::cli
