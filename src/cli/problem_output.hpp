// Problems for the person at the terminal: one line each on standard error.
#pragma once

#include "flowvet/base/problem.hpp"

namespace flowvet::cli {

/// Prints `flowvet: where: what (hint)` for every problem. Whatever a file put into them is escaped.
void print_problems(const Problems& problems);

/// Adds those of a further input.
void append(Problems& problems, const Problems& more);

/// Prints them and returns the exit status of a command that could not start.
int refuse(const Problems& problems);

}  // namespace flowvet::cli
