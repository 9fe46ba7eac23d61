// The language of a page: what the reader's browser prefers, or what he chose on the page.
#pragma once

#include "flowvet/base/words.hpp"
#include "flowvet/catalog/catalog.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flowvet::agent::web::page {

enum class Language : std::uint8_t { en, ja };

/// The best of ours by Accept-Language (RFC 9110, section 12.5.4); English where it names none of them or is garbled.
Language preferred_language(std::string_view accept_language);

/// The text in this language, or in English where that is all there is.
const std::string& in(Language language, const catalog::Text& text);

}  // namespace flowvet::agent::web::page

namespace flowvet::base {
template <>
inline constexpr std::array word_table<agent::web::page::Language>{Word{agent::web::page::Language::en, "en"},
                                                                   Word{agent::web::page::Language::ja, "ja"}};
}  // namespace flowvet::base
