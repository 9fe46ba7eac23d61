// Accept-Language, as far as two languages need it.
#include "agent/web/page/language.hpp"

#include <cctype>

namespace flowvet::agent::web::page {
namespace {

constexpr int full_weight = 1000;

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// The value of ";q=0.7" in thousandths: "1", or "0." and up to three digits; 0 for anything else, which is then not preferred.
int weight_of(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return full_weight;
  if (!text.starts_with("q=") && !text.starts_with("Q=")) return 0;
  text.remove_prefix(2);
  if (text.starts_with('1')) return full_weight;
  if (!text.starts_with("0.")) return 0;
  int weight = 0, unit = full_weight / 10;
  for (const char c : text.substr(2, 3)) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) return 0;
    weight += (c - '0') * unit;
    unit /= 10;
  }
  return weight;
}

/// "ja" and "ja-JP" are Japanese. Case does not matter.
std::optional<Language> language_of(std::string_view range) {
  std::string primary;
  for (const char c : range.substr(0, range.find('-'))) primary += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return from_word<Language>(primary);
}

}  // namespace

Language preferred_language(std::string_view accept_language) {
  auto best = Language::en;
  int best_weight = 0;
  while (!accept_language.empty()) {
    const auto part = accept_language.substr(0, accept_language.find(','));
    accept_language.remove_prefix(std::min(part.size() + 1, accept_language.size()));
    const auto semicolon = part.find(';');
    const auto language = language_of(trimmed(part.substr(0, semicolon)));
    const auto weight = weight_of(semicolon == std::string_view::npos ? std::string_view{} : part.substr(semicolon + 1));
    if (!language || weight <= best_weight) continue;
    best = *language;
    best_weight = weight;
  }
  return best;
}

const std::string& in(Language language, const catalog::Text& text) {
  return language == Language::ja && !text.ja.empty() ? text.ja : text.en;
}

}  // namespace flowvet::agent::web::page
