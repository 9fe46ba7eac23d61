// The nearest known word for a mistyped one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace flowvet::base {

/// The candidate with the smallest edit distance, or nullopt when none is near enough to be meant
/// (more than a third of the letters differ). Case is ignored.
std::optional<std::string> nearest_word(std::string_view word, std::span<const std::string> candidates);

/// `did you mean "x"?` for the nearest candidate, else the list of candidates when it is short, else nothing.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
