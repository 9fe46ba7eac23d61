// The second half of the road for whoever has a plan: run -> judge -> report, with the clock and the host's name that the pure stages
// do not know. `check` and the agent go it alike.
#pragma once

#include "flowvet/probe/run.hpp"
#include "flowvet/report/report.hpp"

#include <stop_token>
#include <string>

namespace flowvet::agent {

/// The name by which reports call this host.
std::string this_host();

/// Carries out the plan from this host and reports what was found. On a stop the report is incomplete.
report::Report carry_out(const plan::Plan& plan, const probe::RunOptions& options, std::stop_token stop,
                         probe::Progress* progress = nullptr);

}  // namespace flowvet::agent
