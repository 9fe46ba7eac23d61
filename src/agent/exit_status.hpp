// How the agent ends, as its exit status.
#pragma once

#include "agent/worker.hpp"

namespace flowvet::agent {

inline constexpr int exit_stopped = 0, exit_failed = 1, exit_unknown = 2, exit_not_written = 3, exit_not_started = 3, exit_hung = 1,
                     exit_interrupted = 130;

/// A failure is worse than what could not be told, as `check` has it.
int worse_of(int a, int b);

/// Of one run with `--once`.
int status_of(const RunEnd& end);

}  // namespace flowvet::agent
