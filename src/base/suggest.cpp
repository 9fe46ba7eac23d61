// The nearest known word: optimal string alignment distance, so that two swapped letters count as one slip.
#include "flowvet/base/suggest.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <vector>

namespace flowvet::base {
namespace {

/// Nobody mistypes a longer word so that a suggestion helps; it bounds the work on hostile input.
constexpr std::size_t longest_word = 128;
/// A list of candidates that fits in one line of a terminal.
constexpr std::size_t short_list_bytes = 120;

std::u32string lower_letters(std::string_view utf8) {
  std::u32string letters;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(utf8.data());
  for (std::size_t at = 0; at < utf8.size();) {
    utf8proc_int32_t letter = 0;
    const auto used = utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(utf8.size() - at), &letter);
    letters += static_cast<char32_t>(used > 0 ? utf8proc_tolower(letter) : 0xFFFD);
    at += used > 0 ? static_cast<std::size_t>(used) : 1;
  }
  return letters;
}

std::size_t edit_distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

bool near_enough(std::size_t distance, std::size_t letters) {
  return distance * 3 <= letters;
}

}  // namespace

std::optional<std::string> nearest_word(std::string_view word, std::span<const std::string> candidates) {
  if (word.empty() || word.size() > longest_word) return std::nullopt;
  const auto wanted = lower_letters(word);
  const std::string* nearest = nullptr;
  std::size_t smallest = longest_word;
  for (const auto& candidate : candidates) {
    if (candidate.size() > longest_word) continue;
    const auto letters = lower_letters(candidate);
    const auto longer = std::max(letters.size(), wanted.size());
    const auto shorter = std::min(letters.size(), wanted.size());
    if (longer - shorter >= smallest || !near_enough(longer - shorter, longer)) continue;
    const auto distance = edit_distance(wanted, letters);
    if (distance >= smallest || !near_enough(distance, longer)) continue;
    smallest = distance;
    nearest = &candidate;
  }
  if (nearest == nullptr) return std::nullopt;
  return *nearest;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  if (const auto nearest = nearest_word(word, candidates)) return "did you mean \"" + *nearest + "\"?";
  std::string list;
  for (const auto& candidate : candidates) {
    list += (list.empty() ? "known: " : ", ") + candidate;
    if (list.size() > short_list_bytes) return {};
  }
  return list;
}

}  // namespace flowvet::base
