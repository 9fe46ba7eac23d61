// One flow of a report in words: every attempt, what it proves and what it does not.
#pragma once

#include "flowvet/report/report.hpp"

#include <string>

namespace flowvet::report {

/// The evidence for the verdict of a flow.
std::string explain_flow(const FlowReport& flow, std::size_t columns);

/// The evidence of one check of it.
std::string explain_check(const CheckReport& check, std::size_t columns);

/// Why a flow was not checked.
std::string explain_skipped(const plan::SkippedFlow& flow, std::size_t columns);

}  // namespace flowvet::report
