// One flow of a report as JSON and back, for whoever keeps flows and not whole reports.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/report/report.hpp"

#include <string>
#include <string_view>

namespace flowvet::report {

/// The flow as it stands in a report's `flows`, with the evidence of every attempt.
std::string to_json(const FlowReport& flow);

/// The way back; `where` names the text in problems.
Result<FlowReport> parse_flow(std::string_view json, const std::string& where);

}  // namespace flowvet::report
