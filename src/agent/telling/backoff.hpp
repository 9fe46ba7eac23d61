// When a message that was not taken is tried again. Pure.
#pragma once

#include "agent/record.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace flowvet::agent::telling {

/// After a failure this long ago nobody wants to be woken by it; the history still has it.
inline constexpr std::chrono::seconds longest_age = std::chrono::days{1};

/// How long to wait after so many failures in a row, one or more: from a second on twice as long each time, up to ten minutes. `chance`,
/// from 0 to 1, takes up to half of it away, so that a thousand agents do not come back in the same moment.
std::chrono::milliseconds pause_after(int failures, double chance);

/// The value of Retry-After (RFC 9110, section 10.2.3), a number of seconds or a date, as a time from `now` on, never longer than
/// `longest_age`; nullopt for anything else.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view field, WallTime now);

}  // namespace flowvet::agent::telling
