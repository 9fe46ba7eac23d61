// Two digits a byte.
#include "report/hex.hpp"

#include "flowvet/base/text.hpp"
#include "report/layout.hpp"

#include <algorithm>
#include <charconv>

namespace flowvet::report {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t bytes_in_a_line = 16;
constexpr std::size_t digit_columns = 3 * bytes_in_a_line + 1;  // two digits and a blank each, one more blank in the middle

void add_digits(std::string& text, std::uint8_t byte) {
  text += digits[byte >> 4U];
  text += digits[byte & 0xFU];
}

std::string offset_text(std::size_t offset) {
  std::string text;
  add_digits(text, static_cast<std::uint8_t>(offset >> 8U));
  add_digits(text, static_cast<std::uint8_t>(offset));
  return text;
}

char shown(std::uint8_t byte) {
  return byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '.';
}

std::string dump_line(std::span<const std::uint8_t> bytes, std::size_t offset) {
  std::string columns, letters;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == bytes_in_a_line / 2) columns += ' ';
    add_digits(columns, bytes[i]);
    columns += ' ';
    letters += shown(bytes[i]);
  }
  return offset_text(offset) + "  " + pad_right(columns, digit_columns) + " |" + letters + "|\n";
}

}  // namespace

std::string hex_dump(std::span<const std::uint8_t> bytes, std::string_view indent, std::size_t most) {
  const auto shown_bytes = bytes.first(std::min(bytes.size(), most));
  std::string text;
  for (std::size_t at = 0; at < shown_bytes.size(); at += bytes_in_a_line)
    text += std::string{indent} + dump_line(shown_bytes.subspan(at, std::min(bytes_in_a_line, shown_bytes.size() - at)), at);
  const auto left_out = bytes.size() - shown_bytes.size();
  if (left_out > 0) text += std::string{indent} + "and " + counted(left_out, "more byte") + "\n";
  return text;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const auto byte : bytes) add_digits(text, byte);
  return text;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    std::uint8_t byte = 0;
    const auto pair = text.substr(at, 2);
    const auto [stopped_at, error] = std::from_chars(pair.data(), pair.data() + pair.size(), byte, 16);
    if (error != std::errc{} || stopped_at != pair.data() + pair.size()) return std::nullopt;
    bytes.push_back(byte);
  }
  return bytes;
}

}  // namespace flowvet::report
