// Collecting problems up to a bound.
#include "base/problem_list.hpp"

namespace flowvet::base {

void ProblemList::add(std::string where, std::string what, std::string hint) {
  if (full())
    ++left_out_;
  else
    problems_.push_back({std::move(what), std::move(where), std::move(hint)});
}

Problems ProblemList::take() {
  if (left_out_ > 0) problems_.push_back({std::to_string(left_out_) + " more problems are not shown", "", "mend these first"});
  left_out_ = 0;
  return std::move(problems_);
}

}  // namespace flowvet::base
