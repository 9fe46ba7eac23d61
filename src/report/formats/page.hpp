// What the sections of the text report are written on.
#pragma once

#include "flowvet/report/report.hpp"
#include "report/layout.hpp"

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::report {

struct Page {
  const Report& report;
  std::ostream& out;
  const WriteOptions& options;

  void title(std::string_view text) const { out << "\n" << bold(text, options.colour) << "\n"; }
  void line(std::string_view head, std::string_view text) const { out << hanging(head, text, options.columns); }
};

using Flows = std::vector<const FlowReport*>;

Flows select(const Report& report, const auto& wanted) {
  Flows flows;
  for (const auto& flow : report.flows)
    if (wanted(flow)) flows.push_back(&flow);
  return flows;
}

/// What was seen of one check, with all that a responder, a trace and a measured size add to it.
std::string seen_text(const CheckReport& check);

/// The targets of passing checks say enough: nothing more was seen.
inline std::string nothing(const CheckReport&) {
  return {};
}

/// One flow that is not a pass.
void write_flow(const Page& page, const FlowReport& flow);

/// The flows that passed, apart from those that must be closed.
void write_passed(const Page& page);

/// The flows that must be closed and are, by what closes them.
void write_closed(const Page& page);

}  // namespace flowvet::report
