// spdlog already knows how to ask each operating system for its terminals.
#include "cli/terminal.hpp"

#include <spdlog/details/os.h>

#include <cstdlib>

namespace flowvet::cli {
namespace {

constexpr std::size_t usual_columns = 100;
constexpr std::size_t fewest_columns = 60;  // flow ids alone take about 50
constexpr std::size_t most_columns = 160;   // longer lines of prose are hard to follow

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value && *value;
}

}  // namespace

bool error_output_is_terminal() {
  return spdlog::details::os::in_terminal(stderr);
}

bool wants_colour(ColourChoice choice) {
  switch (choice) {
    case ColourChoice::always:
      return true;
    case ColourChoice::never:
      return false;
    case ColourChoice::automatic:
      break;
  }
  return !is_set("NO_COLOR") && spdlog::details::os::in_terminal(stdout) && spdlog::details::os::is_color_terminal();
}

std::size_t output_columns() {
  const char* value = std::getenv("COLUMNS");
  const auto columns = value ? std::strtoul(value, nullptr, 10) : 0UL;
  return columns >= fewest_columns && columns <= most_columns ? columns : usual_columns;
}

}  // namespace flowvet::cli
