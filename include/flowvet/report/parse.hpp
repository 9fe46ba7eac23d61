// The way back: a report that was written as JSON becomes a Report again, for `explain`, `validate` and whoever keeps reports.
// The text may come from anywhere: whatever it holds, the answer is a Report or the list of what is wrong with it.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/report/report.hpp"

#include <string>
#include <string_view>

namespace flowvet::report {

/// The value of the key `schema` in every JSON report.
inline constexpr std::string_view report_schema = "flowvet-report/1";

/// Reads what the format `json` writes; unknown keys are ignored, as later versions may add some. `where` names the text in problems.
Result<Report> parse_report(std::string_view text, const std::string& where);

}  // namespace flowvet::report
