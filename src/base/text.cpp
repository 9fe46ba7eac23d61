// Unicode text for people, over utf8proc: escaping, width, comparison.
#include "flowvet/base/text.hpp"

#include <utf8proc.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace flowvet::base {
namespace {

/// One step through UTF-8 text: a code point with its bytes, or one byte that is no UTF-8 (then `valid` is false).
struct Letter {
  utf8proc_int32_t code = 0;
  std::string_view bytes;
  bool valid = false;
};

Letter next_letter(std::string_view text) {
  Letter letter;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto used = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &letter.code);
  letter.valid = used > 0;
  letter.bytes = text.substr(0, letter.valid ? static_cast<std::size_t>(used) : 1);
  return letter;
}

/// A set of general categories, one bit each.
template <class... Categories>
constexpr std::uint32_t set_of(Categories... categories) {
  return ((1U << static_cast<unsigned>(categories)) | ...);
}

/// What a terminal does not show as it is: controls, invisible or reordering format characters, everything unassigned.
constexpr auto unprintable = set_of(UTF8PROC_CATEGORY_CC, UTF8PROC_CATEGORY_CF, UTF8PROC_CATEGORY_CS, UTF8PROC_CATEGORY_CO,
                                    UTF8PROC_CATEGORY_CN, UTF8PROC_CATEGORY_ZL, UTF8PROC_CATEGORY_ZP);

/// What names differ in without meaning anything different: blanks, controls and punctuation.
constexpr auto filler = set_of(UTF8PROC_CATEGORY_PC, UTF8PROC_CATEGORY_PD, UTF8PROC_CATEGORY_PS, UTF8PROC_CATEGORY_PE, UTF8PROC_CATEGORY_PI,
                               UTF8PROC_CATEGORY_PF, UTF8PROC_CATEGORY_PO, UTF8PROC_CATEGORY_ZS, UTF8PROC_CATEGORY_ZL, UTF8PROC_CATEGORY_ZP,
                               UTF8PROC_CATEGORY_CC);

bool is_any_of(utf8proc_int32_t code, std::uint32_t categories) {
  return (set_of(utf8proc_category(code)) & categories) != 0;
}

std::string escaped(const Letter& letter) {
  if (letter.valid && !is_any_of(letter.code, unprintable)) return std::string(letter.bytes);
  const bool one_byte = letter.bytes.size() == 1;
  const auto number =
      one_byte ? static_cast<unsigned>(static_cast<unsigned char>(letter.bytes.front())) : static_cast<unsigned>(letter.code);
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), one_byte ? "\\x%02x" : "\\u{%04x}", number);
  return text.data();
}

/// Case folded and in compatibility composition: full-width Latin letters and half-width kana equal the usual ones.
/// Text that is not UTF-8 comes back unchanged.
std::string case_folded(std::string_view utf8) {
  constexpr auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  utf8proc_uint8_t* mapped = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()), static_cast<utf8proc_ssize_t>(utf8.size()), &mapped, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (size < 0) return std::string(utf8);
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size)};
}

}  // namespace

std::string escape_peer_text(std::string_view bytes, std::size_t limit) {
  constexpr std::string_view dots = "...";
  std::string text;
  std::size_t room_for_dots = 0;  // length of the text up to which the dots still fit
  while (!bytes.empty()) {
    const auto letter = next_letter(bytes);
    text += escaped(letter);
    if (text.size() > limit) return text.substr(0, room_for_dots) + std::string(dots.substr(0, limit));
    if (text.size() + dots.size() <= limit) room_for_dots = text.size();
    bytes.remove_prefix(letter.bytes.size());
  }
  return text;
}

std::size_t display_width(std::string_view utf8) {
  std::size_t columns = 0;
  while (!utf8.empty()) {
    const auto letter = next_letter(utf8);
    columns += letter.valid ? static_cast<std::size_t>(utf8proc_charwidth(letter.code)) : 1;
    utf8.remove_prefix(letter.bytes.size());
  }
  return columns;
}

std::string pad_right(std::string_view utf8, std::size_t columns) {
  std::string text(utf8);
  const auto width = display_width(utf8);
  if (width < columns) text.append(columns - width, ' ');
  return text;
}

std::string fold_name(std::string_view utf8) {
  const auto folded = case_folded(utf8);
  std::string name;
  for (std::string_view rest = folded; !rest.empty();) {
    const auto letter = next_letter(rest);
    if (!letter.valid || !is_any_of(letter.code, filler)) name += letter.bytes;
    rest.remove_prefix(letter.bytes.size());
  }
  return name;
}

}  // namespace flowvet::base
