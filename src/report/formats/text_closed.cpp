// A section of the text report: flows that must be closed and are. Refused, rejected and silent stand apart, because who relies on a
// firewall wants to know whether it was the firewall.
#include "flowvet/base/text.hpp"
#include "flowvet/report/closed.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/formats/page.hpp"

namespace flowvet::report {
namespace {

std::vector<const CheckReport*> closed_so(const FlowReport& flow, ClosedBy by) {
  std::vector<const CheckReport*> checks;
  for (const auto& check : flow.checks)
    if (closed_by(check) == by) checks.push_back(&check);
  return checks;
}

}  // namespace

void write_closed(const Page& page) {
  bool begun = false;
  for (const auto& [by, word] : word_table<ClosedBy>) {
    bool first = true;
    for (const auto& flow : page.report.flows) {
      const auto checks = closed_so(flow, by);
      if (checks.empty() || flow.verdict != judge::Verdict::pass) continue;
      if (!begun) page.title("Closed, as they must be");
      if (first) page.line("  ", std::string{word} + ": " + std::string{sentence(by)});
      begun = true;
      first = false;
      page.out << "      " << escape_peer_text(flow.flow.id.text) << "\n";
      for (const auto& finding : findings(sightings_of(checks, check_in_words)))
        page.line("        ", finding.target + ": " + finding.seen);
    }
  }
}

}  // namespace flowvet::report
