// Problems may quote files that anybody wrote, so they are escaped like a peer's text.
#include "cli/problem_output.hpp"

#include "cli/exit_codes.hpp"
#include "flowvet/base/text.hpp"

#include <iostream>

namespace flowvet::cli {

void print_problems(const Problems& problems) {
  for (const auto& problem : problems) {
    const auto line = to_text(problem);
    const auto longest_escape = 8 * line.size();  // \u{NNNNNN} for each byte: nothing of ours is cut
    std::cerr << "flowvet: " << escape_peer_text(line, longest_escape) << "\n";
  }
}

int refuse(const Problems& problems) {
  print_problems(problems);
  return exit_bad_input;
}

}  // namespace flowvet::cli
