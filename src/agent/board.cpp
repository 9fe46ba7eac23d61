// Values behind a lock that is held for copies of pointers only.
#include "agent/board.hpp"

#include "agent/last_known.hpp"

#include <algorithm>

namespace flowvet::agent {

namespace {

std::shared_ptr<const RunRecord> known_after(const std::shared_ptr<const RunRecord>& run, const std::shared_ptr<const RunRecord>& before) {
  if (!before || run->state == RunState::finished) return run;
  return std::make_shared<const RunRecord>(with_last_known(*run, *before));
}

}  // namespace

std::chrono::milliseconds JobNow::overdue(SteadyTime now) const {
  const auto late = running_since ? now - (*running_since + job->timeout) : due ? now - *due : SteadyTime::duration{};
  return std::max(std::chrono::floor<std::chrono::milliseconds>(late), std::chrono::milliseconds{0});
}

void Board::follow(const Config& config, const std::vector<std::shared_ptr<const Job>>& jobs) {
  const std::lock_guard lock(mutex_);
  auto before = std::exchange(jobs_, {});
  for (const auto& job : jobs) {
    auto& now = jobs_[job->name] = std::move(before[job->name]);
    now.job = job;
  }
  rest_.database = config.database;
  rest_.catalog = config.catalog;
  rest_.metrics = config.doors.metrics;
  rest_.probe_targets = config.doors.probe_targets;
  ++version_;
}

void Board::remember(const std::string& job, std::shared_ptr<const RunRecord> last, std::shared_ptr<const RunRecord> finished) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(job);
  if (found != jobs_.end()) {
    found->second.known = known_after(last, finished);
    found->second.last = std::move(last);
  }
  ++version_;
}

void Board::planned(const std::string& job, SteadyTime due, const Moment& now) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(job);
  if (found == jobs_.end()) return;
  found->second.due = due;
  found->second.next_run = now.wall + std::chrono::duration_cast<WallTime::duration>(due - now.steady);
}

void Board::started(const std::string& job, SteadyTime at) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(job);
  if (found != jobs_.end()) found->second.running_since = at;
  ++version_;
}

void Board::ended(const std::string& job, std::shared_ptr<const RunRecord> run, bool written) {
  const std::lock_guard lock(mutex_);
  ++version_;
  rest_.disk_fails = !written;
  if (!written) ++rest_.runs_not_written;
  const auto found = jobs_.find(job);
  if (found == jobs_.end()) return;
  auto& now = found->second;
  now.running_since.reset();
  now.due.reset();
  ++now.ended.at(static_cast<std::size_t>(run->state));
  now.known = known_after(run, now.known);
  now.last = std::move(run);
}

void Board::told(const telling::Tallies& tallies) {
  const std::lock_guard lock(mutex_);
  rest_.tallies = tallies;
}

Now Board::now() const {
  const std::lock_guard lock(mutex_);
  auto now = rest_;
  for (const auto& [name, job] : jobs_) now.jobs.push_back(job);
  return now;
}

std::uint64_t Board::version() const {
  const std::lock_guard lock(mutex_);
  return version_;
}

}  // namespace flowvet::agent
