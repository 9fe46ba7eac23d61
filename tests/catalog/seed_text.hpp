// Pieces of text that the readers of the paper need: ports, names, blanks.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::seeds {

/// U+00A0, which stands for an empty cell in the Japanese edition.
inline constexpr std::string_view no_break_space = "\xc2\xa0";

/// A port, or a range of ports; a single port has the same first and last.
struct Ports {
  int first = 0;
  int last = 0;
  auto operator<=>(const Ports&) const = default;
};

/// The port list at the start of a text: "80, 443 HTTP" gives 80 and 443, "16500..16509 ..." one range, "N/A" nothing.
std::vector<Ports> leading_ports(std::string_view text);

/// The text without case, blanks, hyphens and underscores, for comparing names.
std::string folded(std::string_view text);

/// The text with `from` replaced by `to` everywhere.
std::string replaced(std::string_view text, std::string_view from, std::string_view to);

/// The text without blanks at either end.
std::string_view trimmed(std::string_view text);

/// The parts between separators, of which there is at least one, perhaps empty.
std::vector<std::string> split(std::string_view text, std::string_view separator);

bool starts_with_digit(std::string_view text);

}  // namespace flowvet::seeds
