// The page's own words and sentences, in both languages.
#pragma once

#include "agent/web/page/language.hpp"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace flowvet::agent::web::page {

/// A word or sentence; "{}" stands for a value. Templates name it {{w.KEY}}, code names it by the key.
struct Phrase {
  std::string_view key;
  std::string_view en;
  std::string_view ja;
};

std::span<const Phrase> phrases();

/// The phrase with its values in place, in their order. A key that is none is a bug.
std::string say(Language language, std::string_view key, std::initializer_list<std::string> values = {});

}  // namespace flowvet::agent::web::page
