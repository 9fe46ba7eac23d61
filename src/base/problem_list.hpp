// Collects what is wrong with one input, so that its writer sees everything at once.
#pragma once

#include "flowvet/base/problem.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace flowvet::base {

/// Problems in the order in which they were found.
class ProblemList {
 public:
  void add(std::string where, std::string what, std::string hint = {});

  [[nodiscard]] bool empty() const { return problems_.empty(); }

  /// Whether further problems are only counted. Then nobody needs to work out a hint.
  [[nodiscard]] bool full() const { return problems_.size() >= limit; }

  /// Everything found; when there was more than anybody reads, the last line says how many were left out.
  Problems take();

 private:
  /// Nobody reads more in one sitting, and a hostile file cannot make us produce more.
  static constexpr std::size_t limit = 200;

  Problems problems_;
  std::size_t left_out_ = 0;
};

/// The value, or the problems when there are any.
template <class T>
Result<T> value_or_problems(T value, ProblemList& problems) {
  if (!problems.empty()) return Result<T>(boost::system::in_place_error, problems.take());
  return Result<T>(boost::system::in_place_value, std::move(value));
}

}  // namespace flowvet::base
