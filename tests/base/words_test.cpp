// Every enumeration's table of words is complete and unambiguous.
#include "flowvet/base/words.hpp"
#include "flowvet/judge/judge.hpp"
#include "flowvet/plan/plan.hpp"
#include "flowvet/probe/observation.hpp"

#include <doctest/doctest.h>

#include <set>
#include <utility>

using namespace flowvet;

namespace {

/// Whether the compiler knows a name for this value: it writes `E::name` for an enumerator and `(E)7` for any other.
template <auto value>
constexpr bool is_enumerator() {
  const std::string_view signature = __PRETTY_FUNCTION__;
  const auto written = signature.substr(signature.find("value = ") + 8);
  return written.front() != '(';
}

/// No enumeration of ours has this many enumerators.
constexpr int values_tried = 64;

template <class E, int... numbers>
constexpr int count_enumerators(std::integer_sequence<int, numbers...>) {
  return (0 + ... + (is_enumerator<static_cast<E>(numbers)>() ? 1 : 0));
}

}  // namespace

TEST_CASE_TEMPLATE("Every enumerator has one word of its own", E, catalog::Edition, catalog::Transport, catalog::Match, catalog::Need,
                   catalog::Direction, catalog::Listens, site::Expect, plan::Weight, plan::SkipReason, plan::Replies, probe::Stage,
                   probe::ErrorKind, probe::Reply, judge::Outcome, judge::Verdict, judge::Certainty, judge::Cause) {
  constexpr int enumerators = count_enumerators<E>(std::make_integer_sequence<int, values_tried>{});
  static_assert(enumerators > 1);
  std::set<E> values;
  std::set<std::string_view> words;
  for (const auto& word : word_table<E>) {
    CAPTURE(word.text);
    CHECK(word.text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
    CHECK(from_word<E>(word.text) == word.value);
    CHECK(to_word(word.value) == word.text);
    values.insert(word.value);
    words.insert(word.text);
  }
  CHECK(values.size() == enumerators);
  CHECK(words.size() == enumerators);
}

TEST_CASE("An unknown word is no value at all") {
  CHECK_FALSE(from_word<catalog::Transport>("sctp"));
  CHECK_FALSE(from_word<catalog::Transport>("TCP"));
  CHECK_FALSE(from_word<catalog::Transport>(""));
}
