// The agent: jobs on a schedule until somebody says stop.
//   config ─► next_turn ─► Worker: run ─ judge ─ make_report ─► Recorder: store ─► log, Teller
#pragma once

#include "agent/config.hpp"
#include "agent/recorder.hpp"
#include "agent/store.hpp"

#include <filesystem>

namespace flowvet::agent {

struct AgentOptions {
  std::filesystem::path config;  ///< read again on SIGHUP
  bool once = false;             ///< every job once, now, whatever the hours; then end
};

/// Runs until SIGTERM or SIGINT, or once. Returns the exit status: 0 stopped as asked; once: 0, 1 or 2 as `check` has it for the worst
/// job, 3 where a run could not be written, 130 interrupted.
int run_agent(const AgentOptions& options, Config config, Store& store);

}  // namespace flowvet::agent
