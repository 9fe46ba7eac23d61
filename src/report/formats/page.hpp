// What the sections of the text report are written on.
#pragma once

#include "flowvet/report/report.hpp"
#include "report/layout.hpp"

#include <ostream>
#include <string_view>

namespace flowvet::report {

struct Page {
  const Report& report;
  std::ostream& out;
  const WriteOptions& options;

  void title(std::string_view text) const { out << "\n" << bold(text, options.colour) << "\n"; }
  void line(std::string_view head, std::string_view text) const { out << hanging(head, text, options.columns); }
};

/// The flows that must be closed and are, by what closes them.
void write_closed(const Page& page);

}  // namespace flowvet::report
