// Lines for a terminal. Widths are columns, not bytes: Japanese letters take two.
#include "report/layout.hpp"

#include "flowvet/base/text.hpp"

#include <algorithm>
#include <cctype>

namespace flowvet::report {
namespace {

constexpr std::string_view reset = "\x1b[0m";
constexpr std::size_t label_width = std::string_view{"DEGRADED"}.size();
// Narrower text columns than this break nearly every word; a very narrow terminal then wraps by itself.
constexpr std::size_t narrowest = 20;

/// ANSI SGR codes; red and green differ in the word too, never in colour alone.
constexpr std::string_view colour_of(judge::Verdict verdict) {
  using enum judge::Verdict;
  switch (verdict) {
    case pass:
      return "\x1b[32m";
    case degraded:
      return "\x1b[33m";
    case fail:
      return "\x1b[1;31m";
    case unknown:
      return "\x1b[35m";
    case skipped:
      return "\x1b[2m";
  }
  return "";
}

}  // namespace

std::string hanging(std::string_view head, std::string_view text, std::size_t columns) {
  const auto indent = display_width(head);
  const auto room = std::max(columns, indent + narrowest) - indent;
  std::string lines{head};
  std::size_t used = 0;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    const auto width = display_width(word);
    if (used > 0 && used + 1 + width > room) {
      lines += "\n" + std::string(indent, ' ');
      used = 0;
    }
    if (used > 0) lines += ' ';
    lines += word;
    used += width + (used > 0 ? 1 : 0);
  }
  return lines + "\n";
}

std::string verdict_label(judge::Verdict verdict, bool colour) {
  std::string word{to_word(verdict)};
  std::ranges::transform(word, word.begin(), [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  word = pad_right(word, label_width);
  return colour ? std::string{colour_of(verdict)} + word + std::string{reset} : word;
}

std::string bold(std::string_view text, bool colour) {
  return colour ? "\x1b[1m" + std::string{text} + std::string{reset} : std::string{text};
}

std::string whole_text(std::string_view text) {
  constexpr std::size_t longest_escape = 10;  // "\\u{10ffff}"
  return escape_peer_text(text, longest_escape * text.size());
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string{noun} + (count == 1 ? "" : "s");
}

}  // namespace flowvet::report
