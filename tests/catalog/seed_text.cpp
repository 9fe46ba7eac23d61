// Pieces of text that the readers of the paper need: ports, names, blanks.
#include "catalog/seed_text.hpp"

#include <algorithm>
#include <initializer_list>

namespace flowvet::seeds {
namespace {

/// Reads one number and moves `text` behind it.
int take_number(std::string_view& text) {
  int value = 0;
  while (starts_with_digit(text)) {
    value = value * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  return value;
}

/// Moves `text` behind the first of `marks` that it starts with.
bool take_any(std::string_view& text, std::initializer_list<std::string_view> marks) {
  for (const auto mark : marks) {
    if (!text.starts_with(mark)) continue;
    text.remove_prefix(mark.size());
    return true;
  }
  return false;
}

}  // namespace

bool starts_with_digit(std::string_view text) {
  return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(separator, at), text.size());
    parts.emplace_back(text.substr(at, end - at));
    at = end + separator.size();
  }
  return parts;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto found = std::min(text.find(from, at), text.size());
    result.append(text.substr(at, found - at));
    if (found < text.size()) result.append(to);
    at = found + from.size();
  }
  return result;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string folded(std::string_view text) {
  std::string result;
  for (const char c : replaced(text, no_break_space, " ")) {
    if (c == ' ' || c == '-' || c == '_') continue;
    result.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return result;
}

std::vector<Ports> leading_ports(std::string_view text) {
  std::vector<Ports> ports;
  while (starts_with_digit(text)) {
    Ports range;
    range.first = range.last = take_number(text);
    if (take_any(text, {"..", "–", "-"})) range.last = take_number(text);
    ports.push_back(range);
    take_any(text, {"年"});  // machine translation took two ports for years
    if (!take_any(text, {",", "、"})) break;
    text = trimmed(text);
  }
  return ports;
}

}  // namespace flowvet::seeds
