// Quoting, and the one thing that RFC 4180 does not think of.
#include "base/csv.hpp"

namespace flowvet::base {
namespace {

/// A spreadsheet runs cells that begin with one of these; OWASP's remedy is an apostrophe in front.
bool looks_like_formula(std::string_view cell) {
  return !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
}

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string quoted = "\"";
  if (looks_like_formula(text)) quoted += '\'';
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace flowvet::base
