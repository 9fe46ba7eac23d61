// Evidence -> lines.
#include "agent/troubles.hpp"

#include "report/evidence_words.hpp"
#include "report/flow_json.hpp"

#include <algorithm>

namespace flowvet::agent {
namespace {

std::string trouble_text(const report::CheckReport& check) {
  auto text = check.host;
  if (!check.address.empty() && check.address != check.host) text += " (" + check.address + ")";
  if (!check.via.empty()) text += " through " + check.via;
  return text + " " + report::target_in_words(check.transport, report::port_in_words(check.port)) + ": " +
         std::string{to_word(check.verdict.outcome)};
}

/// More than a few make a message that nobody reads; the history has all.
constexpr std::size_t most_troubles = 5, most_seen = 5;

bool is_reason(const FlowRecord& flow, const News& news, const std::vector<FlowId>& because) {
  if (flow.finding.verdict == judge::Verdict::pass) return false;
  switch (news.subject.kind) {
    case SubjectKind::flow:
      return flow.id.text == news.subject.id;
    case SubjectKind::outcome:
      return std::ranges::find(because, flow.id) != because.end();
    case SubjectKind::job:
      return flow.need == plan::Weight::required && flow.finding.verdict == news.is.verdict;
  }
  return false;
}

Trouble trouble_of(const FlowRecord& flow) {
  Trouble trouble{flow.id.text, flow.finding.cause, {}, troubles_of(flow.evidence)};
  if (trouble.seen.size() > most_seen) trouble.seen.resize(most_seen);
  const auto report = report::parse_flow(flow.evidence, "evidence");
  if (report) trouble.next_step = report->next_step;
  return trouble;
}

}  // namespace

std::vector<std::string> troubles_of(const std::string& evidence) {
  std::vector<std::string> troubles;
  if (evidence.empty()) return troubles;
  const auto flow = report::parse_flow(evidence, "evidence");
  if (!flow) return troubles;
  for (const auto& check : flow->checks)
    if (check.verdict.verdict != judge::Verdict::pass) troubles.push_back(trouble_text(check));
  return troubles;
}

void add_troubles(News& news, const RunRecord& run) {
  if (news.is.verdict == judge::Verdict::pass) return;
  if (news.subject.kind == SubjectKind::job) news.note = run.note;
  const auto outcome = std::ranges::find(run.outcomes, news.subject.id, &OutcomeRecord::id);
  const auto because = outcome == run.outcomes.end() ? std::vector<FlowId>{} : outcome->because;
  for (const auto& flow : run.flows) {
    if (!is_reason(flow, news, because)) continue;
    if (news.troubles.size() < most_troubles)
      news.troubles.push_back(trouble_of(flow));
    else
      ++news.more_troubles;
  }
}

}  // namespace flowvet::agent
