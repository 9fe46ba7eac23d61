// The agent's own file: which checks to make when, how long to remember, what to tell of.
#pragma once

#include "agent/doors.hpp"
#include "agent/hours.hpp"
#include "agent/schedule.hpp"
#include "agent/states.hpp"
#include "agent/store.hpp"
#include "flowvet/catalog/load.hpp"
#include "flowvet/plan/plan.hpp"
#include "flowvet/probe/run.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::agent {

/// One job, ready to run: its site has been read and its plan made.
struct Job {
  std::string name;
  Schedule schedule;
  std::chrono::seconds timeout{600};  ///< of a run; what is not done by then is cut
  plan::Plan plan;
  probe::RunOptions run;
};

namespace telling {
class Channel;
}

struct Config {
  std::filesystem::path database;
  Keep keep;
  TellRules tell;
  WeekHours quiet_hours;  ///< in which nothing is told; empty: never
  std::vector<std::shared_ptr<const telling::Channel>> channels;  ///< besides the log; their keys differ
  Doors doors;
  std::shared_ptr<const catalog::Catalog> catalog;  ///< never null in a configuration without problems
  std::vector<Job> jobs;  ///< at least one, names differ
};

/// Reads a configuration with the sites that it names; `//` and `/* */` comments are allowed. Every problem is returned at once, each
/// with its file and JSON pointer. Relative paths begin at the folder of the file.
Result<Config> load_config(const std::filesystem::path& file);

/// The same from text; `where` names it in problems and is the place where relative paths begin.
Result<Config> parse_config(std::string_view text, const std::string& where);

}  // namespace flowvet::agent
