// The text report of a service that was asked for by hand: all that is known about a few checks, where that of a role is a summary.
#pragma once

#include "flowvet/report/report.hpp"

namespace flowvet::report {

/// The verdict first, then the evidence of every check. A writer as in Format.
void write_by_hand(const Report& report, std::ostream& out, const WriteOptions& options);

}  // namespace flowvet::report
