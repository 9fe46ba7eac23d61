// Why something could not start: bad input, an unknown word, a missing file.
// What the network did is never a Problem; that is an Observation (probe/observation.hpp).
#pragma once

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace flowvet::base {

/// One reason for not starting, in words for the person who typed or wrote the input.
struct Problem {
  std::string what;   ///< what is wrong, one sentence without a full stop
  std::string where;  ///< file plus line or JSON pointer, option name; empty when there is no place
  std::string hint;   ///< what to do or the nearest known word; may be empty

  friend bool operator==(const Problem&, const Problem&) = default;
};

/// Every problem of one input, in the order of the input, so that one run shows them all.
using Problems = std::vector<Problem>;

/// A value, or every reason why there is none. The error is never empty.
template <class T>
using Result = boost::system::result<T, Problems>;

/// "where: what (hint)", leaving out what is empty.
std::string to_text(const Problem& problem);

/// Called by Result::value() on an error: asking for a value that is not there is a bug of the caller.
[[noreturn]] inline void throw_exception_from_error(const Problems& problems, const boost::source_location&) {
  throw std::logic_error(problems.empty() ? "no value" : to_text(problems.front()));
}

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
