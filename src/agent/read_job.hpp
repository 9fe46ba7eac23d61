// One job of a configuration: JSON -> schedule, plan and run options.
#pragma once

#include "agent/config.hpp"
#include "base/json_node.hpp"

#include <filesystem>

namespace flowvet::agent {

/// What a job is read with.
struct JobSurroundings {
  std::filesystem::path folder;               ///< where relative paths begin
  const catalog::Catalog* catalog = nullptr;  ///< null when it could not be read: then no plan is made
};

/// Problems of the site that the job names go to `problems` with that file's own places.
Job read_job(const JsonNode& node, const JobSurroundings& surroundings, ProblemList& problems);

/// "mon-fri 07:00-19:00", or several of them.
WeekHours read_hours(const JsonNode& node);

}  // namespace flowvet::agent
