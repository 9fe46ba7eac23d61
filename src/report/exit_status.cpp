// What a finished run tells the shell, DESIGN section 4. Bad input (3) and interruption (130) are the command's to say.
#include "flowvet/report/report.hpp"

#include <algorithm>

namespace flowvet::report {
namespace {

constexpr int passed = 0;
constexpr int failed = 1;
constexpr int undecided = 2;

bool any_required(const Report& report, judge::Verdict verdict) {
  return std::ranges::any_of(
      report.flows, [verdict](const FlowReport& flow) { return flow.flow.weight == plan::Weight::required && flow.verdict == verdict; });
}

}  // namespace

int exit_status(const Report& report, bool strict) {
  if (any_required(report, judge::Verdict::fail)) return failed;
  if (strict && any_required(report, judge::Verdict::degraded)) return failed;
  if (!report.complete || any_required(report, judge::Verdict::unknown)) return undecided;
  return passed;
}

}  // namespace flowvet::report
