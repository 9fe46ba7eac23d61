// Enumerations and their words: each enumeration has one table, used for reading and for writing.
// An unknown word is nullopt, never the first entry.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::base {

/// One enumerator and its word in files, options and reports.
template <class E>
struct Word {
  E value;
  std::string_view text;
};
template <class E>
Word(E, std::string_view) -> Word<E>;  // clang below 17 does not deduce aggregates by itself

/// The table of E: specialise it as a constexpr array beside the enumeration.
template <class E>
inline constexpr auto word_table = nullptr;

/// The word of a value; every enumerator stands in its table (tests hold that).
template <class E>
constexpr std::string_view to_word(E value) {
  for (const auto& word : word_table<E>)
    if (word.value == value) return word.text;
  return "?";
}

/// The value of a word, or nullopt for a word that the table does not know.
template <class E>
constexpr std::optional<E> from_word(std::string_view text) {
  for (const auto& word : word_table<E>)
    if (word.text == text) return word.value;
  return std::nullopt;
}

/// All words of E, for messages and suggestions.
template <class E>
std::vector<std::string> words_of() {
  std::vector<std::string> words;
  for (const auto& word : word_table<E>) words.emplace_back(word.text);
  return words;
}

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
