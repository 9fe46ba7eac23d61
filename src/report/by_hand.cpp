// One line to glance at for each flow; the rest is what `flowvet explain` says.
#include "report/by_hand.hpp"

#include "report/explain.hpp"
#include "report/layout.hpp"

namespace flowvet::report {
namespace {

std::string summary_of(const FlowReport& flow) {
  auto text = whole_text(flow.flow.id.text) + ", certainty " + std::string{to_word(flow.certainty)};
  if (flow.cause != judge::Cause::none) text += ", cause " + std::string{to_word(flow.cause)};
  return text + ". " + whole_text(flow.flow.purpose.en);
}

}  // namespace

void write_by_hand(const Report& report, std::ostream& out, const WriteOptions& options) {
  for (const auto& flow : report.flows) {
    out << verdict_label(flow.verdict, options.colour) << "  " << summary_of(flow) << "\n";
    for (const auto& check : flow.checks) out << "\n" << explain_check(check, options.columns);
  }
}

}  // namespace flowvet::report
