// Order of steps: a run's news goes to the disk with the run and is told afterwards, so that a crash in between tells it late and not
// never. Where the disk fails it is told without that.
#include "agent/recorder.hpp"

#include "agent/duration.hpp"
#include "agent/log.hpp"
#include "agent/telling/channel.hpp"
#include "agent/troubles.hpp"
#include "report/layout.hpp"

namespace flowvet::agent {
namespace {

/// Hundreds of runs that fail in every flow, thousands of the usual ones.
constexpr std::size_t most_waiting_bytes = std::size_t{64} << 20U;

std::size_t size_of(const RunRecord& run) {
  constexpr std::size_t about_one_flow = 200;
  std::size_t size = 0;
  for (const auto& flow : run.flows) size += about_one_flow + flow.evidence.size();
  return size + about_one_flow * (run.outcomes.size() + 1);
}

}  // namespace

Recorder::Recorder(Store& store, Tell tell) : store_(store), tell_(std::move(tell)) {
  tell_kept();
}

void Recorder::follow(const Config& config) {
  const std::lock_guard lock(mutex_);
  rules_ = config.tell;
  keep_ = config.keep;
  channels_ = {std::string{log_channel}};
  for (const auto& channel : config.channels) channels_.push_back(channel->key());
}

std::optional<std::int64_t> Recorder::take(RunRecord run, bool quiet) {
  const std::lock_guard lock(mutex_);
  auto& standings = standings_of(run.job);
  auto news = advance(standings, run, rules_, quiet);
  for (auto& one : news) add_troubles(one, run);
  wait({std::move(run), standings, std::move(news)});
  const auto id = write_all();
  for (auto& left : waiting_)
    for (const auto& one : std::exchange(left.news, {})) tell_({0, one});
  if (id) forget();
  return id;
}

/// By size in any case, by age as long as the clock can be believed.
void Recorder::forget() {
  const Moment now{std::chrono::system_clock::now(), std::chrono::steady_clock::now()};
  if (const auto step = clock_.see(now); step.count() != 0)
    log(LogLevel::warning, std::string{"the clock was set "} + (step.count() > 0 ? "forward" : "back") + " by " +
                               duration_text(std::chrono::abs(step)) + "; for a day no run is forgotten for its age");
  auto keep = keep_;
  if (!clock_.is_trusted()) keep.age.reset();
  if (const auto forgotten = store_.forget(keep, now.wall); !forgotten)
    log(LogLevel::error, "old runs could not be forgotten: ", forgotten.error());
}

std::size_t Recorder::write_waiting() {
  const std::lock_guard lock(mutex_);
  write_all();
  return waiting_.size();
}

void Recorder::wait(Waiting run) {
  waiting_bytes_ += size_of(run.run);
  waiting_.push_back(std::move(run));
  std::size_t lost = 0;
  for (; waiting_bytes_ > most_waiting_bytes && waiting_.size() > 1; ++lost) {
    waiting_bytes_ -= size_of(waiting_.front().run);
    waiting_.pop_front();
  }
  if (lost > 0) log(LogLevel::error, report::counted(lost, "run") + " waited for the disk and had to be given up, the oldest first");
}

/// The number of the newest run, where everything could be written.
std::optional<std::int64_t> Recorder::write_all() {
  std::optional<std::int64_t> id;
  const auto waited = waiting_.size();
  while (!waiting_.empty()) {
    id = write(waiting_.front());
    if (!id) return std::nullopt;
    waiting_bytes_ -= size_of(waiting_.front().run);
    waiting_.pop_front();
    tell_kept();
  }
  if (disk_fails_ && waited > 0)
    log(LogLevel::info, "the database can be written again; " + report::counted(waited, "run") + " that waited are in it");
  if (waited > 0) disk_fails_ = false;
  return id;
}

/// Says so once when the disk begins to fail, not with every run.
std::optional<std::int64_t> Recorder::write(Waiting& waiting) {
  const auto id = store_.save(waiting.run, waiting.standings, waiting.news, channels_);
  if (id) return *id;
  if (!disk_fails_) log(LogLevel::error, "a run could not be written and waits in memory: ", id.error());
  disk_fails_ = true;
  return std::nullopt;
}

void Recorder::tell_kept() {
  const std::string log_itself{log_channel};
  const auto kept = store_.untold(log_itself);
  if (!kept) return;
  for (const auto& one : *kept) {
    tell_(one);
    if (const auto done = store_.told(one.id, log_itself); !done)
      log(LogLevel::warning, "told, and perhaps once more later: ", done.error());
  }
}

Standings& Recorder::standings_of(const std::string& job) {
  const auto known = standings_.find(job);
  if (known != standings_.end()) return known->second;
  auto kept = store_.standings(job);
  if (!kept) log(LogLevel::error, "what was told before is not known: ", kept.error());
  return standings_[job] = kept ? *std::move(kept) : Standings{};
}

}  // namespace flowvet::agent
