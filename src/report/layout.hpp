// Lines for a terminal: breaking at blanks, colour only when asked for.
#pragma once

#include "flowvet/judge/judge.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace flowvet::report {

/// `head` and then `text`, broken at blanks so that no line is wider than `columns` where a break exists; further lines are
/// indented to the width of `head`. Ends in a newline.
std::string hanging(std::string_view head, std::string_view text, std::size_t columns);

/// The verdict in capitals, "FAIL", padded to the longest one; in its colour when `colour`.
std::string verdict_label(judge::Verdict verdict, bool colour);

/// The text in bold when `colour`.
std::string bold(std::string_view text, bool colour);

/// Made safe for a terminal like a peer's text, but never cut: sentences of our own may come back from a file that anybody wrote.
std::string whole_text(std::string_view text);

/// "1 flow", "2 flows".
std::string counted(std::size_t count, std::string_view noun);

}  // namespace flowvet::report
