// The order of exit statuses.
#include "agent/exit_status.hpp"

#include <algorithm>
#include <array>

namespace flowvet::agent {

int worse_of(int a, int b) {
  constexpr std::array worst_first{exit_interrupted, exit_not_written, exit_failed, exit_unknown, exit_stopped};
  return std::ranges::find(worst_first, a) < std::ranges::find(worst_first, b) ? a : b;
}

int status_of(const RunEnd& end) {
  if (!end.written) return exit_not_written;
  if (end.verdict == judge::Verdict::fail) return exit_failed;
  return end.verdict == judge::Verdict::unknown ? exit_unknown : exit_stopped;
}

}  // namespace flowvet::agent
