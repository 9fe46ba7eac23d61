// Starting, limiting and ending the runs of one job.
#include "agent/slot.hpp"

#include "agent/duration.hpp"

#include <boost/asio/post.hpp>

namespace flowvet::agent {

Slot::Slot(Recorder& recorder, boost::asio::io_context& context, std::function<void(const RunEnd&)> on_end)
    : limit_timer(context), worker(recorder, [&context, on_end = std::move(on_end)](const RunEnd& end) {
        boost::asio::post(context, [on_end, end] { on_end(end); });
      }) {}

void Slot::follow(std::shared_ptr<const Job> new_job, const Moment& now) {
  const bool keeps_grid = job && job->schedule.every == new_job->schedule.every;
  job = std::move(new_job);
  if (!keeps_grid) position = begin_grid(job->schedule, last_start, now);
}

void Slot::start(const Turn& turn, const WeekHours& quiet_hours, WallTime now) {
  running = turn;
  last_start = now;
  limit = std::chrono::steady_clock::now() + job->timeout;
  limit_timer.expires_at(limit);
  // A timer that has expired can no longer be cancelled: by the time its turn comes the slot may be gone, or another run under way.
  limit_timer.async_wait([self = weak_from_this()](const boost::system::error_code& error) {
    const auto slot = self.lock();
    if (error || !slot || !slot->running || std::chrono::steady_clock::now() < slot->limit) return;
    slot->worker.cut("it took longer than its limit of " + duration_text(slot->job->timeout), true);
  });
  worker.start(job, quiet_hours);
}

void Slot::ended(SteadyTime at) {
  limit_timer.cancel();
  position = after_run(job->schedule, position, *running, at);
  running.reset();
}

bool Slot::hangs(std::chrono::seconds patience) const {
  return running && std::chrono::steady_clock::now() > limit + patience;
}

}  // namespace flowvet::agent
