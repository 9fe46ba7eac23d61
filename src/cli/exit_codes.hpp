// Exit statuses that no verdict decides; those of a finished run come from report::exit_status.
#pragma once

namespace flowvet::cli {

inline constexpr int exit_done = 0;
inline constexpr int exit_negative = 1;       ///< the answer is no: a host that cannot check, a demo that went wrong
inline constexpr int exit_bad_input = 3;      ///< could not start, or could not write what was asked for
inline constexpr int exit_interrupted = 130;  ///< 128 + SIGINT, as shells have it

}  // namespace flowvet::cli
