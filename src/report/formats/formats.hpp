// The writers that formats/table.cpp lists.
#pragma once

#include "flowvet/report/report.hpp"

namespace flowvet::report {

/// For people: what failed first, why, and what to do.
void write_text(const Report& report, std::ostream& out, const WriteOptions& options);

/// DESIGN section 9 plus the evidence of every attempt. Always valid UTF-8, whatever a peer sent.
void write_json(const Report& report, std::ostream& out, const WriteOptions& options);

/// Metrics of the run in the Prometheus text format; with WriteOptions::all also of each flow.
void write_prometheus(const Report& report, std::ostream& out, const WriteOptions& options);

}  // namespace flowvet::report
