// The cycle's boundary: whatever goes wrong inside it is logged, kept as a broken run and ends here.
#include "agent/worker.hpp"

#include "agent/cycle.hpp"
#include "agent/duration.hpp"
#include "agent/local_time.hpp"
#include "agent/log.hpp"

#include <exception>

namespace flowvet::agent {
namespace {

std::string counts_text(const RunRecord& run) {
  std::map<judge::Verdict, std::size_t> counts;
  for (const auto& flow : run.flows) ++counts[flow.finding.verdict];
  std::string text;
  for (const auto& [verdict, count] : counts)
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string{to_word(verdict)};
  return text.empty() ? "no verdict" : text;
}

void log_run(const RunRecord& run, std::optional<std::int64_t> id) {
  const auto name = "job " + run.job + ": " + (id ? "run " + std::to_string(*id) : std::string{"a run"});
  if (run.state == RunState::broken) return log(LogLevel::error, name + " broke: " + run.note);
  log(run.state == RunState::finished ? LogLevel::info : LogLevel::warning,
      name + " " + std::string{to_word(run.state)} + " in " + duration_text(run.took) + ": " + counts_text(run) +
          (run.note.empty() ? "" : "; " + run.note) + (id ? "" : "; not written yet"));
}

}  // namespace

Worker::Worker(Recorder& recorder, std::function<void(const RunEnd&)> on_end)
    : recorder_(recorder), on_end_(std::move(on_end)), thread_([this] { work(); }) {}

Worker::~Worker() {
  cut("the job was taken away");
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Worker::start(std::shared_ptr<const Job> job, const WeekHours& quiet_hours) {
  {
    const std::lock_guard lock(mutex_);
    next_ = std::move(job);
    quiet_hours_ = quiet_hours;
    stop_ = std::stop_source{};
    why_cut_.clear();
    over_limit_ = false;
  }
  wake_.notify_one();
}

void Worker::cut(const std::string& why, bool over_limit) {
  const std::lock_guard lock(mutex_);
  if (why_cut_.empty()) over_limit_ = over_limit;
  if (why_cut_.empty()) why_cut_ = why;
  stop_.request_stop();
}

void Worker::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ends_ || next_; });
    if (!next_) return;
    const auto job = std::exchange(next_, nullptr);
    const auto stop = stop_.get_token();
    lock.unlock();
    const auto end = run(*job, stop);
    on_end_(end);
    lock.lock();
  }
}

RunRecord Worker::make_run(const Job& job, std::stop_token stop) {
  const auto wall = std::chrono::system_clock::now();
  const auto began = std::chrono::steady_clock::now();
  const auto broken = [&](std::string why) {
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    auto record = broken_record(job.name, wall, took, std::move(why));
    record.host = this_host();
    return record;
  };
  try {
    return make_record(job.name, carry_out(job.plan, job.run, std::move(stop)));
  } catch (const std::exception& bug) {
    return broken(bug.what());
  } catch (...) {
    return broken("something was thrown that is no exception");
  }
}

RunEnd Worker::run(const Job& job, std::stop_token stop) {
  const auto record = std::make_shared<RunRecord>(make_run(job, std::move(stop)));
  WeekHours quiet_hours;
  {
    const std::lock_guard lock(mutex_);
    if (record->state == RunState::incomplete) record->note = why_cut_;
    record->over_limit = record->state == RunState::incomplete && over_limit_;
    quiet_hours = quiet_hours_;
  }
  RunEnd end{verdict_of(*record), false, record};
  try {
    const bool quiet = quiet_hours.contains(local_week_time(std::chrono::system_clock::now()));
    const auto id = recorder_.take(*record, quiet);
    record->id = id.value_or(0);
    end.written = id.has_value();
    log_run(*record, id);
  } catch (const std::exception& bug) {
    log(LogLevel::error, "job " + job.name + ": a run could not be remembered: " + bug.what());
  }
  return end;
}

}  // namespace flowvet::agent
