// What kind of reader stands behind standard output and standard error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flowvet::cli {

bool error_output_is_terminal();

/// `auto`: a terminal that knows colours, and NO_COLOR is not set (https://no-color.org).
enum class ColourChoice { automatic, always, never };
bool wants_colour(ColourChoice choice);

/// COLUMNS when it is set to something sensible, else 100.
std::size_t output_columns();

}  // namespace flowvet::cli
