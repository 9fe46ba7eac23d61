// Evidence -> lines.
#include "agent/troubles.hpp"

#include "report/evidence_words.hpp"
#include "report/flow_json.hpp"

namespace flowvet::agent {
namespace {

std::string trouble_text(const report::CheckReport& check) {
  auto text = check.host;
  if (!check.address.empty() && check.address != check.host) text += " (" + check.address + ")";
  if (!check.via.empty()) text += " through " + check.via;
  return text + " " + report::target_in_words(check.transport, report::port_in_words(check.port)) + ": " +
         std::string{to_word(check.verdict.outcome)};
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

}  // namespace flowvet::agent
