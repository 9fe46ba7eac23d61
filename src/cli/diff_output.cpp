// What broke first, each with what it was, what it is and where.
#include "cli/diff_output.hpp"

#include "flowvet/base/text.hpp"
#include "report/layout.hpp"
#include "report/time_text.hpp"

#include <algorithm>
#include <cctype>

namespace flowvet::cli {
namespace {

using report::hanging;
using report::whole_text;

constexpr std::size_t word_width = std::string_view{"appeared"}.size();

std::string side_text(std::string_view label, const agent::RunHead& run) {
  auto name = run.id != 0 ? "run " + std::to_string(run.id) + " of job " + whole_text(run.job) : whole_text(run.job);
  if (run.state != agent::RunState::finished) name += ", " + std::string{to_word(run.state)};
  return pad_right(label, 4) + "  " + report::to_reading_text(run.started) + "  " + name + ", " + whole_text(run.role) + " on " +
         whole_text(run.host) + "\n";
}

/// The word in capitals where it says that something is worse, so that it is found without colour.
std::string change_label(agent::Change change, bool colour) {
  std::string word{to_word(change)};
  const bool bad = change == agent::Change::broke || change == agent::Change::worse;
  if (bad) std::ranges::transform(word, word.begin(), [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  return report::bold(pad_right(word, word_width), colour && bad);
}

std::string state_text(const std::optional<agent::FlowState>& state) {
  if (!state) return "not checked";
  const auto& finding = state->finding;
  auto text = std::string{to_word(finding.verdict)} + " (" + std::string{to_word(finding.seen)};
  if (finding.cause != judge::Cause::none) text += ", " + std::string{to_word(finding.cause)};
  return text + ")";
}

const std::vector<std::string>& troubles_of(const std::optional<agent::FlowState>& state) {
  static const std::vector<std::string> none;
  return state ? state->troubles : none;
}

/// Those of `these` that `others` do not have.
std::string troubles_text(std::string_view label, const std::vector<std::string>& these, const std::vector<std::string>& others,
                          std::size_t columns) {
  std::string text;
  for (const auto& trouble : these)
    if (std::ranges::find(others, trouble) == others.end())
      text += hanging(std::string(word_width + 2, ' ') + pad_right(label, 6), whole_text(trouble), columns);
  return text;
}

std::string flow_text(const agent::FlowChange& flow, const TextStyle& style) {
  const auto& need = flow.is ? flow.is->need : flow.was->need;
  auto text = change_label(flow.change, style.colour) + "  " + whole_text(flow.id.text) +
              (need == plan::Weight::optional ? "  (optional)" : "") + "\n";
  const std::string indent(word_width + 2, ' ');
  text += hanging(indent, state_text(flow.was) + " -> " + state_text(flow.is), style.columns);
  const auto cause = flow.is && flow.is->finding.verdict != judge::Verdict::pass ? judge::sentence(flow.is->finding.cause) : "";
  if (!cause.empty()) text += hanging(indent, cause, style.columns);
  return text + troubles_text("new", troubles_of(flow.is), troubles_of(flow.was), style.columns) +
         troubles_text("over", troubles_of(flow.was), troubles_of(flow.is), style.columns);
}

std::string outcome_text(const agent::OutcomeChange& outcome, const TextStyle& style) {
  const auto word = [](const auto& verdict) { return verdict ? std::string{to_word(*verdict)} : std::string{"not checked"}; };
  return change_label(outcome.change, style.colour) + "  " + whole_text(outcome.title.en) + ": " + word(outcome.was) + " -> " +
         word(outcome.is) + "\n";
}

}  // namespace

std::string diff_text(const agent::Difference& difference, const TextStyle& style) {
  auto text = side_text("from", difference.a) + side_text("to", difference.b) + "\n";
  for (const auto& outcome : difference.outcomes) text += outcome_text(outcome, style);
  if (!difference.outcomes.empty()) text += "\n";
  for (const auto& flow : difference.flows) text += flow_text(flow, style);
  if (!difference.flows.empty()) text += "\n";
  return text + report::counted(difference.flows.size(), "flow") + " changed, " + std::to_string(difference.same) + " did not\n";
}

}  // namespace flowvet::cli
