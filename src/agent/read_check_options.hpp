// The keys of a job that are options of `flowvet check`, by the names and within the bounds that these have there.
#pragma once

#include "base/json_node.hpp"
#include "flowvet/plan/plan.hpp"
#include "flowvet/probe/run.hpp"

#include <filesystem>

namespace flowvet::agent {

/// What is checked and how. The responders' token is read at once; relative paths begin at `folder`.
plan::PlanOptions read_plan_options(const JsonObject& job, const std::filesystem::path& folder);

/// Pace, threads, source addresses, what is measured besides. `gentle` as in the plan's options.
probe::RunOptions read_run_options(const JsonObject& job, bool gentle);

}  // namespace flowvet::agent
