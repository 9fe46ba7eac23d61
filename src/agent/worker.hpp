// A job's thread. It makes one run at a time when it is told to, so that no job waits for another.
#pragma once

#include "agent/config.hpp"
#include "agent/recorder.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace flowvet::agent {

/// How a run ended, for whoever waits for it.
struct RunEnd {
  judge::Verdict verdict = judge::Verdict::unknown;
  bool written = false;  ///< it is on the disk
  std::shared_ptr<const RunRecord> run;  ///< never null
};

class Worker {
 public:
  /// `on_end` is called from the worker's thread after each run. The recorder must outlive it.
  Worker(Recorder& recorder, std::function<void(const RunEnd&)> on_end);
  /// Cuts the run that is under way and waits for its end.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Begins a run of the job; only when none is under way. Nothing is told of it in the quiet hours.
  void start(std::shared_ptr<const Job> job, const WeekHours& quiet_hours);

  /// Ends the run early; it is kept as incomplete with this note.
  void cut(const std::string& why, bool over_limit = false);

 private:
  void work();
  RunEnd run(const Job& job, std::stop_token stop);
  RunRecord make_run(const Job& job, std::stop_token stop);

  Recorder& recorder_;
  std::function<void(const RunEnd&)> on_end_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::shared_ptr<const Job> next_;
  WeekHours quiet_hours_;
  std::stop_source stop_;
  std::string why_cut_;
  bool over_limit_ = false;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace flowvet::agent
