// The program: choose what a closed pipe means, run the chosen subcommand, and turn a bug into a message and a status.
#include "cli/command_line.hpp"
#include "cli/exit_codes.hpp"

#include <csignal>
#include <exception>
#include <iostream>

namespace {

/// Writing to a closed pipe becomes an error that the writer reports, instead of a silent death.
void report_closed_pipes() {
#ifdef SIGPIPE
  std::signal(SIGPIPE, SIG_IGN);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  report_closed_pipes();
  try {
    return flowvet::cli::run_command_line(argc, argv);
  } catch (const std::exception& bug) {
    std::cerr << "flowvet: this is a bug, please report it: " << bug.what() << "\n";
    return flowvet::cli::exit_bad_input;
  }
}
