// A report from a file, for the commands that look back.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/report/report.hpp"

#include <string>

namespace flowvet::cli {

/// Problems: the file cannot be read, or is no report.
Result<report::Report> read_report(const std::string& file);

}  // namespace flowvet::cli
