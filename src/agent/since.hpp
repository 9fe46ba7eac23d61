// The time from which on somebody wants to look back, as people write it.
#pragma once

#include "agent/record.hpp"

#include <optional>
#include <string_view>

namespace flowvet::agent {

/// "7d" and other lengths of time before `now`, "2026-01-31" (its begin in UTC), or "2026-01-31T02:03:04.567Z", where the fraction may be
/// left out. nullopt for anything else.
std::optional<WallTime> parse_since(std::string_view text, WallTime now);

}  // namespace flowvet::agent
