// Problems as one line of text for stderr.
#include "flowvet/base/problem.hpp"

namespace flowvet::base {

std::string to_text(const Problem& problem) {
  std::string text;
  if (!problem.where.empty()) text += problem.where + ": ";
  text += problem.what;
  if (!problem.hint.empty()) text += " (" + problem.hint + ")";
  return text;
}

}  // namespace flowvet::base
