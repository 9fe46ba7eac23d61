// What is so now, for whoever looks at the agent from outside: its jobs, their last runs and when the next ones are due. The agent
// writes it, the HTTP door and the text file read it, each from its own thread; nobody waits for a disk or a network here.
#pragma once

#include "agent/config.hpp"
#include "agent/record.hpp"
#include "agent/telling/tally.hpp"

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace flowvet::agent {

/// One job as it stands. What it points to never changes.
struct JobNow {
  std::shared_ptr<const Job> job;
  std::optional<SteadyTime> running_since;
  std::optional<SteadyTime> due;           ///< when the next run should begin; nullopt until the schedule says
  std::optional<WallTime> next_run;        ///< the same by the wall clock; of a run under way, when it should have begun
  std::shared_ptr<const RunRecord> last;   ///< the newest run, however it ended; null before the first
  std::shared_ptr<const RunRecord> known;  ///< the same with what it does not tell as it was last known (agent/last_known.hpp)
  std::array<std::uint64_t, word_table<RunState>.size()> ended{};  ///< runs since the agent started, by RunState

  /// So much later than planned the next run is, or the one that runs is beyond its limit; zero when in time.
  [[nodiscard]] std::chrono::milliseconds overdue(SteadyTime now) const;
};

/// All jobs in the order of their names, and what holds for the whole agent.
struct Now {
  std::vector<JobNow> jobs;
  std::filesystem::path database;
  std::uint64_t runs_not_written = 0;  ///< that did not reach the disk when they ended
  bool disk_fails = false;             ///< the newest run is one of them
  telling::Tallies tallies;
  std::shared_ptr<const catalog::Catalog> catalog;
  report::MetricsLevel metrics = report::MetricsLevel::outcomes;
  std::vector<ProbeTarget> probe_targets;
};

/// Calls may come from any thread.
class Board {
 public:
  /// The jobs of a configuration, and what it says about the doors. A job of the same name keeps its last run.
  void follow(const Config& config, const std::vector<std::shared_ptr<const Job>>& jobs);
  /// `finished`: the newest run that ended well; null where there is none.
  void remember(const std::string& job, std::shared_ptr<const RunRecord> last, std::shared_ptr<const RunRecord> finished);
  /// The next run should begin at `due`, which is seen from `now`.
  void planned(const std::string& job, SteadyTime due, const Moment& now);
  void started(const std::string& job, SteadyTime at);
  void ended(const std::string& job, std::shared_ptr<const RunRecord> run, bool written);

  void told(const telling::Tallies& tallies);

  [[nodiscard]] Now now() const;
  /// Grows with every change of a job or its runs.
  [[nodiscard]] std::uint64_t version() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, JobNow> jobs_;
  Now rest_;
  std::uint64_t version_ = 0;
};

}  // namespace flowvet::agent
