// What the clocks that were seen on the way mean for the reader.
#pragma once

#include "flowvet/report/report.hpp"

#include <string>
#include <vector>

namespace flowvet::report {

/// One sentence for each host whose clock is certainly more than five minutes from this host's, the largest difference that Kerberos
/// accepts by default (RFC 4120 section 1.6): beyond it nothing signs in, and a VDA does not register.
std::vector<std::string> clock_warnings(const Report& report);

}  // namespace flowvet::report
