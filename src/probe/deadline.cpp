// The timer fires at the earliest deadline that was ever armed; deadlines that are gone by then cost nothing.
#include "probe/deadline.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace flowvet::probe {

Deadline::Deadline(DeadlineQueue& queue, Clock::time_point at, std::function<void()> cancel) : at_(at), cancel_(std::move(cancel)) {
  queue.add(*this);
}

void DeadlineQueue::add(Deadline& deadline) {
  // An operation can only be cancelled once it has started, so even a deadline in the past expires from the loop.
  if (cut_) deadline.at_ = Clock::time_point::min();
  waiting_.insert(deadline);
  if (deadline.at_ < armed_for_) arm(deadline.at_);
}

void DeadlineQueue::arm(Clock::time_point at) {
  armed_for_ = at;
  timer_.expires_at(at);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;  // armed again for an earlier time
    armed_for_ = Clock::time_point::max();
    expire_until(Clock::now());
  });
}

void DeadlineQueue::expire_until(Clock::time_point now) {
  while (!waiting_.empty() && waiting_.begin()->at_ <= now) {
    Deadline& due = *waiting_.begin();
    waiting_.erase(waiting_.begin());
    due.cancel_();
  }
  if (!waiting_.empty() && waiting_.begin()->at_ < armed_for_) arm(waiting_.begin()->at_);
}

void DeadlineQueue::cut() {
  cut_ = true;
  expire_until(Clock::time_point::max());
  // Whoever waits for the loop to run out of work need not wait for a moment at which nothing is due any more.
  armed_for_ = Clock::time_point::max();
  timer_.cancel();
}

}  // namespace flowvet::probe
