// Three digits, then a hyphen where more lines follow.
#include "probe/handshakes/smtp_message.hpp"

#include <algorithm>

namespace flowvet::probe {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// `5.7.1 ` at the beginning: class, subject of up to three digits, detail of up to three digits.
bool begins_with_enhanced_code(std::string_view text) {
  if (text.size() < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5') || text[1] != '.') return false;
  text.remove_prefix(2);
  for (const char end : {'.', ' '}) {
    const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
    if (digits == 0 || digits > 3 || digits == text.size() || text[digits] != end) return false;
    text.remove_prefix(digits + 1);
  }
  return true;
}

}  // namespace

std::optional<SmtpLine> parse_smtp_line(std::string_view line) {
  constexpr std::size_t code_size = 3;
  if (line.size() < code_size || !std::ranges::all_of(line.substr(0, code_size), is_digit)) return std::nullopt;
  if (line[0] < '2' || line[0] > '5') return std::nullopt;
  const bool bare = line.size() == code_size;
  if (!bare && line[code_size] != ' ' && line[code_size] != '-') return std::nullopt;
  const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  return SmtpLine{code, bare || line[code_size] == ' ', std::string(bare ? std::string_view{} : line.substr(code_size + 1))};
}

bool sounds_like_smtp(std::string_view text) {
  constexpr std::string_view word = "SMTP";
  const auto same = [](char a, char b) { return upper(a) == b; };
  return begins_with_enhanced_code(text) || std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

}  // namespace flowvet::probe
