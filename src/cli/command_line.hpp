// From argv to one chosen action, or to the reasons why there is none.
#pragma once

#include "cli/commands.hpp"

namespace flowvet::cli {

/// Declares all subcommands, reads the arguments and runs the chosen one. Returns the exit status; help and version are 0.
int run_command_line(int argc, const char* const* argv);

}  // namespace flowvet::cli
