// Points in time as text, in UTC, so that reports of two hosts can be compared.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace flowvet::report {

/// "2026-01-31T02:03:04.567Z" (RFC 3339).
std::string to_rfc3339(std::chrono::system_clock::time_point time);

/// The inverse; nullopt for any other form, and for years before 1678 or after 2261.
std::optional<std::chrono::system_clock::time_point> from_rfc3339(std::string_view text);

/// "2026-01-31 02:03:04 UTC", for people.
std::string to_reading_text(std::chrono::system_clock::time_point time);

/// "850 ms", "3.2 s" or "2 min 5 s".
std::string to_reading_text(std::chrono::milliseconds duration);

/// "0.213 ms", "12.4 ms": round trips.
std::string round_trip_text(std::chrono::microseconds duration);

}  // namespace flowvet::report
