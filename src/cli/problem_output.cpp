// Problems may quote files that anybody wrote, so they are escaped like a peer's text.
#include "cli/problem_output.hpp"

#include "cli/exit_codes.hpp"
#include "report/layout.hpp"

#include <iostream>

namespace flowvet::cli {

void print_problems(const Problems& problems) {
  for (const auto& problem : problems) std::cerr << "flowvet: " << report::whole_text(to_text(problem)) << "\n";
}

void append(Problems& problems, const Problems& more) {
  problems.insert(problems.end(), more.begin(), more.end());
}

int refuse(const Problems& problems) {
  print_problems(problems);
  return exit_bad_input;
}

}  // namespace flowvet::cli
