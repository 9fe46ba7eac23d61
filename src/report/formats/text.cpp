// The report for people, read at two in the morning: one line that says it all, what does not work, why and what to do,
// then warnings, what passed, and what was not checked.
#include "flowvet/base/text.hpp"
#include "report/clock_warnings.hpp"
#include "report/controls.hpp"
#include "report/findings.hpp"
#include "report/formats/formats.hpp"
#include "report/formats/page.hpp"
#include "report/layout.hpp"
#include "report/network_words.hpp"
#include "report/responder_words.hpp"
#include "report/time_text.hpp"

#include <algorithm>
#include <map>

namespace flowvet::report {
namespace {

constexpr std::size_t hosts_in_a_heading = 4;
// More ids than this in one group are a wall of text; `--all` prints them.
constexpr std::size_t ids_in_a_group = 3;

bool is_required(const FlowReport& flow) {
  return flow.flow.weight == plan::Weight::required;
}

bool is_cut(const FlowReport& flow) {
  const auto open = checks_of(flow, false);
  return flow.verdict == judge::Verdict::unknown &&
         std::ranges::all_of(open, [](const CheckReport* check) { return check->verdict.outcome == judge::Outcome::cut; });
}

// --- the first line

/// The word of the first line. Where no required flow was checked, there is nothing to call a pass.
judge::Verdict overall(const Report& report) {
  if (std::ranges::none_of(report.flows, is_required)) return judge::Verdict::unknown;
  const int status = exit_status(report, false);
  if (status != 0) return status == 1 ? judge::Verdict::fail : judge::Verdict::unknown;
  const bool degraded = std::ranges::any_of(
      report.flows, [](const FlowReport& flow) { return is_required(flow) && flow.verdict == judge::Verdict::degraded; });
  return degraded ? judge::Verdict::degraded : judge::Verdict::pass;
}

std::size_t count_required(const Report& report, judge::Verdict verdict) {
  return select(report, [verdict](const FlowReport& flow) { return is_required(flow) && flow.verdict == verdict; }).size();
}

std::string counts_text(const Report& report) {
  std::string text;
  const auto add = [&text](std::size_t count, std::string_view word) {
    if (count > 0) text += std::to_string(count) + " " + std::string{word} + ", ";
  };
  add(count_required(report, judge::Verdict::fail), "failed");
  add(count_required(report, judge::Verdict::unknown), "unknown");
  add(count_required(report, judge::Verdict::degraded), "degraded");
  add(report.summary.warnings, report.summary.warnings == 1 ? "warning" : "warnings");
  text += std::to_string(report.summary.pass) + " passed";
  if (report.summary.skipped > 0) text += ", " + std::to_string(report.summary.skipped) + " not checked";
  return text;
}

void write_heading(const Page& page) {
  const auto& report = page.report;
  const auto where = escape_peer_text(report.role.text) + (report.inbound ? ", inbound, on " : " on ") + escape_peer_text(report.run.host) +
                     (report.site.empty() ? "" : ", site " + escape_peer_text(report.site));
  const auto when = to_reading_text(report.run.started) + ", took " + to_reading_text(report.run.took);
  const auto plain = verdict_label(overall(report), false);
  const auto lines = hanging(plain + "  ", where + ": " + counts_text(report) + ". " + when, page.options.columns);
  page.out << verdict_label(overall(report), page.options.colour) << lines.substr(plain.size());
  if (!report.complete) page.line("", "INCOMPLETE: the run ended before every check was made; what is missing is unknown, not passed.");
  if (std::ranges::none_of(report.flows, is_required))
    page.line("", "No flow that this role requires was checked: this says nothing about whether the role works.");
}

// --- outcomes

void write_outcomes(const Page& page) {
  if (page.report.outcomes.empty()) return;
  page.title("What a person would notice");
  for (const auto& outcome : page.report.outcomes) {
    page.out << "  " << verdict_label(outcome.verdict, page.options.colour) << "  " << escape_peer_text(outcome.title.en) << "\n";
    std::vector<std::string> because;
    for (const auto& id : outcome.because) because.push_back(escape_peer_text(id.text));
    if (!because.empty()) page.line("            because of ", joined(because, page.options.all ? because.size() : ids_in_a_group));
  }
}

// --- hosts for which something else answers

void write_controls(const Page& page) {
  const auto accepted = control_findings(page.report.controls);
  if (accepted.empty()) return;
  page.title("Accepted, although nothing can listen there");
  for (const auto& finding : accepted) page.line("  ", finding.target + ": " + finding.seen);
}

// --- flows that are not a pass

/// Flows that fail at the same hosts stand together.
void write_by_host(const Page& page, std::string_view title, const Flows& flows) {
  if (flows.empty()) return;
  page.title(title);
  std::vector<std::pair<std::string, Flows>> groups;
  for (const auto* flow : flows) {
    const auto hosts = hosts_of(checks_of(*flow, false));
    const auto heading = "To " + joined(hosts, hosts_in_a_heading);
    const auto found = std::ranges::find(groups, heading, &std::pair<std::string, Flows>::first);
    if (found == groups.end())
      groups.push_back({heading, {flow}});
    else
      found->second.push_back(flow);
  }
  for (const auto& [heading, group] : groups) {
    if (heading != groups.front().first) page.out << "\n";
    page.line("", heading);
    for (const auto* flow : group) write_flow(page, *flow);
  }
}

void write_required(const Page& page) {
  using enum judge::Verdict;
  auto flows = select(page.report, [](const FlowReport& flow) { return is_required(flow) && flow.verdict == fail; });
  const auto unknowns =
      select(page.report, [](const FlowReport& flow) { return is_required(flow) && flow.verdict == unknown && !is_cut(flow); });
  flows.insert(flows.end(), unknowns.begin(), unknowns.end());
  write_by_host(page, "Required and not proven to work", flows);
}

void write_degraded(const Page& page) {
  write_by_host(page, "Degraded",
                select(page.report, [](const FlowReport& flow) { return is_required(flow) && flow.verdict == judge::Verdict::degraded; }));
}

void write_warnings(const Page& page) {
  write_by_host(page, "Warnings: flows that not every deployment needs", select(page.report, [](const FlowReport& flow) {
                  return !is_required(flow) && flow.verdict != judge::Verdict::pass && !is_cut(flow);
                }));
}

void write_clocks(const Page& page) {
  const auto warnings = clock_warnings(page.report);
  if (warnings.empty()) return;
  page.title("Clocks");
  for (const auto& warning : warnings) page.line("  ", warning);
}

void write_responders(const Page& page) {
  const auto lines = responder_lines(page.report);
  if (lines.empty()) return;
  page.title("What the responders saw");
  for (const auto& line : lines) page.line("  ", line.hosts + ": " + line.text);
}

void write_network(const Page& page) {
  const auto lines = network_in_words(page.report, page.options.all);
  if (lines.empty()) return;
  page.title("This host's network");
  for (const auto& line : lines) page.line("  ", line);
}

void write_unfinished(const Page& page) {
  const auto flows = select(page.report, is_cut);
  if (flows.empty()) return;
  page.title("Not finished when the run was interrupted");
  for (const auto* flow : flows) page.out << "  " << escape_peer_text(flow->flow.id.text) << "\n";
}

// --- what was not checked

std::string_view reason_text(plan::SkipReason reason) {
  using enum plan::SkipReason;
  switch (reason) {
    case no_host:
      return "no host is known for the destination";
    case feature_off:
      return "a feature that they depend on is off";
    case overridden:
      return "the site leaves them out";
    case random_port:
      return "the port is chosen at random";
    case loopback_only:
      return "the listener is bound to loopback on its own host";
    case no_port:
      return "the paper gives no port";
    case broadcast:
      return "they travel by broadcast";
    case dhcp_option:
      return "the printed numbers are DHCP options";
    case heartbeat:
      return "a probe could disturb a cluster";
    case no_contact:
      return "other hosts begin them, and their responders cannot be asked to from here";
  }
  return "";
}

void write_skipped(const Page& page) {
  const auto& skipped = page.report.skipped;
  if (skipped.empty()) return;
  page.title("Not checked: " + counted(skipped.size(), "flow") + (page.options.all ? "" : " (--all names every one)"));
  for (const auto& word : word_table<plan::SkipReason>) {
    std::vector<std::string> names;
    for (const auto& flow : skipped)
      if (flow.reason == word.value) names.push_back(escape_peer_text(flow.id.text));
    if (names.empty()) continue;
    page.line("  ", std::to_string(names.size()) + ": " + std::string{reason_text(word.value)});
    page.line("     ", joined(names, page.options.all ? names.size() : ids_in_a_group));
  }
}

}  // namespace

void write_text(const Report& report, std::ostream& out, const WriteOptions& options) {
  const Page page{report, out, options};
  write_heading(page);
  write_outcomes(page);
  write_controls(page);
  write_required(page);
  write_degraded(page);
  write_warnings(page);
  write_responders(page);
  write_clocks(page);
  write_network(page);
  write_unfinished(page);
  write_passed(page);
  write_closed(page);
  write_skipped(page);
}

}  // namespace flowvet::report
