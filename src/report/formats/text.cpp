// The report for people, read at two in the morning: one line that says it all, what does not work, why and what to do,
// then warnings, what passed, and what was not checked.
#include "flowvet/base/text.hpp"
#include "flowvet/report/closed.hpp"
#include "report/clock_warnings.hpp"
#include "report/controls.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/formats/formats.hpp"
#include "report/formats/page.hpp"
#include "report/layout.hpp"
#include "report/mapped_ports.hpp"
#include "report/mtu_words.hpp"
#include "report/network_words.hpp"
#include "report/path_words.hpp"
#include "report/proof.hpp"
#include "report/proxy_words.hpp"
#include "report/responder_words.hpp"
#include "report/time_text.hpp"

#include <algorithm>
#include <map>

namespace flowvet::report {
namespace {

constexpr std::size_t hosts_in_a_heading = 4;
// More ids than this in one group are a wall of text; `--all` prints them.
constexpr std::size_t ids_in_a_group = 3;

using Flows = std::vector<const FlowReport*>;

bool is_required(const FlowReport& flow) {
  return flow.flow.weight == plan::Weight::required;
}

bool is_cut(const FlowReport& flow) {
  const auto open = checks_of(flow, false);
  return flow.verdict == judge::Verdict::unknown &&
         std::ranges::all_of(open, [](const CheckReport* check) { return check->verdict.outcome == judge::Outcome::cut; });
}

Flows select(const Report& report, const auto& wanted) {
  Flows flows;
  for (const auto& flow : report.flows)
    if (wanted(flow)) flows.push_back(&flow);
  return flows;
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

// --- one flow that is not a pass

std::string expectation_text(const CheckReport& check) {
  switch (check.verdict.expect) {
    case site::Expect::serve:
      return {};
    case site::Expect::path:
      return "; expected: the path is open, served or not";
    case site::Expect::closed:
      return "; expected: closed";
  }
  return {};
}

std::string seen_text(const CheckReport& check) {
  return check_in_words(check) + named_port_in_words(check) + with_responder(check) + with_path(check) + with_mtu(check) + expectation_text(check);
}

/// For passing checks their targets say enough.
std::string nothing(const CheckReport&) {
  return {};
}

/// Each cause once, but at the proxy apart from beyond it; "undetermined" only where nothing is determined.
std::vector<const CheckReport*> one_of_each_cause(const std::vector<const CheckReport*>& checks) {
  std::vector<const CheckReport*> chosen;
  for (const auto* check : checks)
    if (std::ranges::none_of(chosen, [check](const CheckReport* other) {
          return other->verdict.cause == check->verdict.cause && other->next_step == check->next_step;
        }))
      chosen.push_back(check);
  // The site's own way first.
  std::stable_partition(chosen.begin(), chosen.end(), [](const CheckReport* check) { return !check->via.empty(); });
  if (chosen.size() > 1) std::erase_if(chosen, [](const CheckReport* check) { return check->verdict.cause == judge::Cause::undetermined; });
  return chosen;
}

void write_causes(const Page& page, const std::vector<const CheckReport*>& checks) {
  for (const auto* check : one_of_each_cause(checks)) {
    if (const auto text = cause_in_words(*check); !text.empty()) page.line("     cause  ", text);
    if (!check->next_step.empty()) page.line("      next  ", whole_text(check->next_step));
  }
}

void write_origin(const Page& page, const plan::PlannedFlow& flow) {
  if (!flow.sources.empty()) page.line("     paper  ", sources_in_words(flow.sources));
  if (!flow.doubt.empty()) page.line("     doubt  ", whole_text(flow.doubt));
  if (!flow.note.empty()) page.line("      note  ", whole_text(flow.note));
}

void write_passing_checks(const Page& page, const FlowReport& flow) {
  const auto passing = checks_of(flow, true);
  if (must_be_closed(flow)) {
    for (const auto& finding : findings(sightings_of(passing, check_in_words))) page.line("    closed  ", finding.target + ": " + finding.seen);
    return;
  }
  for (const auto& finding : findings(sightings_of(passing, nothing))) page.line("     works  ", finding.target);
}

void write_flow(const Page& page, const FlowReport& flow) {
  page.out << "  " << verdict_label(flow.verdict, page.options.colour) << "  " << escape_peer_text(flow.flow.id.text) << "\n";
  page.line("            ", whole_text(flow.flow.purpose.en));
  const auto open = checks_of(flow, false);
  for (const auto& finding : findings(sightings_of(open, seen_text))) page.line("      seen  ", finding.target + ": " + finding.seen);
  write_passing_checks(page, flow);
  if (const auto ways = ways_in_words(flow); !ways.empty()) page.line("      ways  ", ways);
  write_causes(page, open);
  write_origin(page, flow.flow);
}

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

// --- what passed

std::string targets_text(const FlowReport& flow) {
  std::string text;
  for (const auto& finding : findings(sightings_of(checks_of(flow, true), nothing))) text += (text.empty() ? "" : "; ") + finding.target;
  return text;
}

/// Passing flows through which not every packet that this host can send gets.
void write_sizes(const Page& page, const FlowReport& flow) {
  const auto size_text = [](const CheckReport& check) {
    const auto words = with_mtu(check);
    return words.empty() ? words : words.substr(std::string_view{"; "}.size());
  };
  for (const auto& finding : findings(sightings_of(checks_of(flow, true), size_text)))
    if (!finding.seen.empty()) page.line("      size  ", finding.target + ": " + finding.seen);
}

void write_every_check(const Page& page, const FlowReport& flow) {
  for (const auto& check : flow.checks) {
    const auto target = target_in_words(check.transport, port_in_words(check.port));
    page.line("      ", target + " to " + host_label(check) + ": " + seen_text(check));
  }
}

/// A sample of a range speaks for ports that show nothing by themselves.
bool rests_on_a_part(const FlowReport& flow) {
  return !checks_of(flow, false).empty();
}

void write_note(const Page& page, const FlowReport& flow, std::size_t indent) {
  if (!flow.flow.note.empty()) page.line(std::string(indent, ' ') + "note: ", whole_text(flow.flow.note));
}

void write_passed(const Page& page) {
  const auto flows = select(page.report, [](const FlowReport& flow) { return flow.verdict == judge::Verdict::pass && !must_be_closed(flow); });
  if (flows.empty()) return;
  page.title("Passed");
  if (const auto count = count_by_responder(page.report); count > 0)
    page.line("  ", counted(count, "flow") + " \"path proven\": a responder answered in place of the service, which is not installed or does "
                    "not run.");
  constexpr std::size_t certainty_width = std::string_view{"connection only"}.size();
  std::size_t id_width = 0;
  for (const auto* flow : flows) id_width = std::max(id_width, flow->flow.id.text.size());
  for (const auto* flow : flows) {
    const auto head = "  " + pad_right(certainty_in_words(*flow), certainty_width) + "  ";
    const auto id = pad_right(escape_peer_text(flow->flow.id.text), id_width);
    const auto targets = targets_text(*flow);
    const bool fits = display_width(head) + id_width + 2 + display_width(targets) <= page.options.columns;
    if (fits)
      page.out << head << id << "  " << targets << "\n";
    else
      page.out << head << escape_peer_text(flow->flow.id.text) << "\n"
               << hanging(std::string(display_width(head) + 2, ' '), targets, page.options.columns);
    if (page.options.all || rests_on_a_part(*flow)) write_note(page, *flow, display_width(head) + 2);
    if (const auto ways = ways_in_words(*flow); !ways.empty()) page.line("      ways  ", ways);
    if (page.options.all)
      write_every_check(page, *flow);
    else
      write_sizes(page, *flow);
  }
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
