// Reads what `check --format json=FILE` wrote.
#include "cli/read_report.hpp"

#include "base/read_file.hpp"
#include "flowvet/report/parse.hpp"

namespace flowvet::cli {
namespace {

// A run of 65,536 hosts with a few checks each; larger than any input that a person writes.
constexpr std::size_t report_size_limit = 512U << 20U;

}  // namespace

Result<report::Report> read_report(const std::string& file) {
  const auto text = read_file(file, report_size_limit);
  if (!text) return text.error();
  return report::parse_report(*text, file);
}

}  // namespace flowvet::cli
