// A part of the text report: one flow that is not a pass, with what was seen, why, and what to do.
#include "flowvet/base/text.hpp"
#include "flowvet/report/closed.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/formats/page.hpp"
#include "report/mapped_ports.hpp"
#include "report/mtu_words.hpp"
#include "report/path_words.hpp"
#include "report/proof.hpp"
#include "report/proxy_words.hpp"
#include "report/responder_words.hpp"

#include <algorithm>

namespace flowvet::report {
namespace {

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
    for (const auto& finding : findings(sightings_of(passing, check_in_words)))
      page.line("    closed  ", finding.target + ": " + finding.seen);
    return;
  }
  for (const auto& finding : findings(sightings_of(passing, nothing))) page.line("     works  ", finding.target);
}

}  // namespace

std::string seen_text(const CheckReport& check) {
  return check_in_words(check) + named_port_in_words(check) + with_responder(check) + with_path(check) + with_mtu(check) +
         expectation_text(check);
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

}  // namespace flowvet::report
