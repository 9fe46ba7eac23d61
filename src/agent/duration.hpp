// Lengths of time as people write and read them: "90s", "5m", "1h30m", "7d".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace flowvet::agent {

/// Whole numbers with the units d, h, m and s, the larger unit first, each once; nullopt for anything else and for more than ten years.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// The two largest units: "3 d 4 h", "12 min 5 s", "1.5 s", "350 ms".
std::string duration_text(std::chrono::milliseconds duration);

}  // namespace flowvet::agent
