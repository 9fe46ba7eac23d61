// What the clocks that were seen on the way mean for the reader.
#pragma once

#include "flowvet/report/report.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace flowvet::report {

/// What a check learnt of a peer's clock; nullopt where it tells none.
struct ClockReading {
  std::chrono::milliseconds offset{};                  ///< our clock minus theirs
  std::optional<std::chrono::milliseconds> precision;  ///< by how much that can be wrong at most
};
std::optional<ClockReading> clock_reading(const CheckReport& check);

/// One sentence for each host whose clock is certainly more than five minutes from this host's, the largest difference that Kerberos
/// accepts by default (RFC 4120 section 1.6): beyond it nothing signs in, and a VDA does not register.
std::vector<std::string> clock_warnings(const Report& report);

}  // namespace flowvet::report
