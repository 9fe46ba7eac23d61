// One cell of a table for spreadsheets.
#pragma once

#include <string>
#include <string_view>

namespace flowvet::base {

/// Ends a row (RFC 4180 section 2).
inline constexpr std::string_view csv_line_end = "\r\n";

/// The text in quotes (RFC 4180). A spreadsheet runs cells that begin like a formula: those get a leading apostrophe.
std::string csv_cell(std::string_view text);

}  // namespace flowvet::base
