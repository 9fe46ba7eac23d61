// What the agent says while it runs: lines on standard error, for the journal or for a terminal.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/base/words.hpp"

#include <array>
#include <string>

namespace flowvet::agent {

enum class LogLevel : std::uint8_t { error, warning, info, debug };

/// Lines of this level and of those before it are written. Where systemd's journal reads them (JOURNAL_STREAM is set) a line begins
/// with its level in angle brackets (sd-daemon(3)) and has no time, which the journal adds itself.
void set_up_log(LogLevel level);

/// From any thread; the text is escaped.
void log(LogLevel level, const std::string& text);

/// A line for each.
void log(LogLevel level, const std::string& what, const Problems& problems);

}  // namespace flowvet::agent

namespace flowvet::base {
template <>
inline constexpr std::array word_table<agent::LogLevel>{Word{agent::LogLevel::error, "error"}, Word{agent::LogLevel::warning, "warning"},
                                                        Word{agent::LogLevel::info, "info"}, Word{agent::LogLevel::debug, "debug"}};
}  // namespace flowvet::base
