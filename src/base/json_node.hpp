// Strict reading of a JSON document: every value has its place, and whatever is not as expected becomes a Problem there.
// Reading goes on after a problem with an empty or default value, so that one run finds them all.
#pragma once

#include "base/json_reader.hpp"
#include "base/problem_list.hpp"
#include "flowvet/base/suggest.hpp"
#include "flowvet/base/words.hpp"

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowvet::base {

/// A word from outside as it stands in our sentences: quoted, safe to print, not too long.
std::string in_quotes(std::string_view word);

/// One value of a document. Refers to the document, its name and the list of problems, which must outlive it.
class JsonNode {
 public:
  JsonNode(const Json& json, const std::string& document, ProblemList& problems, std::string pointer = {})
      : json_(&json), document_(&document), problems_(&problems), pointer_(std::move(pointer)) {}

  [[nodiscard]] const Json& json() const { return *json_; }
  [[nodiscard]] std::string place() const { return place_in(*document_, pointer_); }

  /// Records that something is wrong here.
  void problem(std::string what, std::string hint = {}) const;
  /// Records `unknown <kind> "word"`, with the nearest of the known words.
  void unknown(std::string_view kind, std::string_view word, std::span<const std::string> known) const;
  /// Records `expected <something>, found <type>`.
  void wrong_type(std::string_view expected) const;

  /// A string that is not empty; else empty, with a problem.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::optional<bool> flag() const;
  /// A whole number from `least` to `most`.
  [[nodiscard]] std::optional<int> whole(int least, int most) const;
  /// The elements of an array.
  [[nodiscard]] std::vector<JsonNode> items() const;
  /// The elements of an array, or the value itself where one is meant.
  [[nodiscard]] std::vector<JsonNode> one_or_more() const;
  /// The keys and values of an object.
  [[nodiscard]] std::vector<std::pair<std::string, JsonNode>> members() const;

  /// The member of an object or element of an array, which must exist.
  [[nodiscard]] JsonNode below(const std::string& key, const Json& value) const;

  /// A word of E's table.
  template <class E>
  [[nodiscard]] std::optional<E> word() const {
    const auto word = text();
    if (word.empty()) return std::nullopt;
    const auto value = from_word<E>(word);
    if (!value) unknown("word", word, words_of<E>());
    return value;
  }

 private:
  const Json* json_;
  const std::string* document_;
  ProblemList* problems_;
  std::string pointer_;
};

/// An object with a fixed set of keys. Making one reports every other key; asking for a key that is not there reports it, unless optional.
class JsonObject {
 public:
  JsonObject(JsonNode node, std::initializer_list<std::string_view> keys);

  [[nodiscard]] const JsonNode& node() const { return node_; }
  /// The value of a key, or nullopt.
  [[nodiscard]] std::optional<JsonNode> find(std::string_view key) const;
  /// The same, and a missing key is a problem.
  [[nodiscard]] std::optional<JsonNode> need(std::string_view key) const;

  /// A needed non-empty string.
  [[nodiscard]] std::string text(std::string_view key) const;
  /// The strings of a needed array.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  /// The strings of an array that may be missing.
  [[nodiscard]] std::vector<std::string> optional_texts(std::string_view key) const;

  template <class E>
  [[nodiscard]] E word(std::string_view key) const {
    const auto node = need(key);
    return node ? node->word<E>().value_or(E{}) : E{};
  }

 private:
  JsonNode node_;
};

}  // namespace flowvet::base
