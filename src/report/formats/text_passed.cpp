// A section of the text report: what passed, a line a flow unless there is more to say.
#include "flowvet/base/text.hpp"
#include "flowvet/report/closed.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/formats/page.hpp"
#include "report/mtu_words.hpp"
#include "report/proof.hpp"
#include "report/proxy_words.hpp"

#include <algorithm>

namespace flowvet::report {
namespace {

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

}  // namespace

void write_passed(const Page& page) {
  const auto flows =
      select(page.report, [](const FlowReport& flow) { return flow.verdict == judge::Verdict::pass && !must_be_closed(flow); });
  if (flows.empty()) return;
  page.title("Passed");
  if (const auto count = count_by_responder(page.report); count > 0)
    page.line("  ", counted(count, "flow") +
                        " \"path proven\": a responder answered in place of the service, which is not installed or does "
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

}  // namespace flowvet::report
