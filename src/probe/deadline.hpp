// Deadlines of one worker loop: thousands at once behind a single timer, and the one place where an interrupt ends them all.
// Boost 1.81 has no cancel_after; this serves every operation that waits.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/set.hpp>

#include <chrono>
#include <functional>

namespace flowvet::probe {

using Clock = std::chrono::steady_clock;

class DeadlineQueue;

/// While it lives, `cancel` is called once when `at` has passed or the run is cut. Belongs to the coroutine that waits.
class Deadline : public boost::intrusive::set_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  Deadline(DeadlineQueue& queue, Clock::time_point at, std::function<void()> cancel);

  friend bool operator<(const Deadline& a, const Deadline& b) { return a.at_ < b.at_; }

 private:
  friend class DeadlineQueue;
  Clock::time_point at_;
  std::function<void()> cancel_;
};

class DeadlineQueue {
 public:
  explicit DeadlineQueue(boost::asio::io_context& context) : timer_(context) {}

  /// From now on every deadline, waiting or new, has passed.
  void cut();
  [[nodiscard]] bool is_cut() const { return cut_; }

 private:
  friend class Deadline;
  void add(Deadline& deadline);
  void expire_until(Clock::time_point now);
  void arm(Clock::time_point at);

  boost::intrusive::multiset<Deadline, boost::intrusive::constant_time_size<false>> waiting_;
  boost::asio::steady_timer timer_;
  Clock::time_point armed_for_ = Clock::time_point::max();
  bool cut_ = false;
};

}  // namespace flowvet::probe
