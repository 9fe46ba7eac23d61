// What becomes of a run: it is remembered, what it changes is told, and the oldest runs are forgotten. While the disk takes nothing,
// runs wait in memory.
#pragma once

#include "agent/clock_watch.hpp"
#include "agent/config.hpp"
#include "agent/states.hpp"
#include "agent/store.hpp"

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace flowvet::agent {

/// Tells people. Called from the thread of a job; must not wait for anybody. News without a number are not in the store.
using Tell = std::function<void(const KeptNews&)>;

/// Calls may come from the threads of several jobs and take turns.
class Recorder {
 public:
  /// The store must outlive it. News that an earlier process had no time to tell is told at once.
  Recorder(Store& store, Tell tell);

  /// Of a configuration, its rules and limits; for runs from now on.
  void follow(const Config& config);

  /// Takes a run in. Returns its number, or nullopt while it waits for the disk.
  std::optional<std::int64_t> take(RunRecord run, bool quiet);

  /// Tries once more to write what waits. Returns how many runs still do.
  std::size_t write_waiting();

 private:
  struct Waiting {
    RunRecord run;
    Standings standings;
    std::vector<News> news;  ///< not told yet
  };

  void wait(Waiting run);
  std::optional<std::int64_t> write(Waiting& run);
  std::optional<std::int64_t> write_all();
  void tell_kept();
  void forget();
  Standings& standings_of(const std::string& job);

  Store& store_;
  Tell tell_;
  std::mutex mutex_;
  TellRules rules_;
  Keep keep_;
  ClockWatch clock_;
  std::vector<std::string> channels_{std::string{log_channel}};
  std::map<std::string, Standings> standings_;
  std::deque<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool disk_fails_ = false;
};

}  // namespace flowvet::agent
