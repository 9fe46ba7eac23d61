// `--format FORMAT[=FILE]`, `--color`, `--all`, `--textfile`: what becomes of a report.
#pragma once

#include "cli/output.hpp"
#include "flowvet/report/report.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace flowvet::cli {

/// As typed.
struct FormatOptions {
  std::vector<std::string> formats;
  std::string colour = "auto";
  bool all = false;
  std::string textfile;  ///< empty: none
};

void add_format_options(CLI::App& app, FormatOptions& options);

/// One report in one format to one place.
struct Destination {
  const report::Format* format = nullptr;
  Output output;
  bool is_standard = true;
};

/// Opens every file. Problems: unknown format, file that cannot be written, two formats on standard output.
Result<std::vector<Destination>> open_destinations(const FormatOptions& options);

/// Writes the report everywhere; the problems of all that failed.
Result<void> write_report(const report::Report& report, const FormatOptions& options, std::vector<Destination>& destinations);

}  // namespace flowvet::cli
