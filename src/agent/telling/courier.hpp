// The messages of one channel, in their order: each is tried until it is taken, or given up. One that waits holds up nobody else's.
#pragma once

#include "agent/telling/channels.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>

namespace flowvet::agent::telling {

using SharedMessage = std::shared_ptr<const Message>;

/// A message with its number in the store; 0 where the store has not got it.
struct Parcel {
  std::int64_t id = 0;
  SharedMessage message;
  Clock::time_point expires{};  ///< the courier sets it; by a clock that nobody sets
};

/// Belongs to the thread of its loop; its coroutine shares it.
class Courier : public std::enable_shared_from_this<Courier> {
 public:
  /// `on_change` is called after every attempt, with the number of a message that needs no longer be kept, or 0.
  Courier(Loop& loop, SharedChannel channel, std::function<void(std::int64_t)> on_change);

  /// Once, before anything else.
  void start();
  /// The same channel as a new configuration has it: what waits goes there, at once.
  void follow(SharedChannel channel);
  /// The channel is gone: an attempt under way comes to its end, nothing follows.
  void retire();

  /// The process ends: what waits is left to the next one.
  void stop();

  /// Takes a message to the end of the queue; one of the store's that it has already had is passed over.
  void take(Parcel parcel);

  [[nodiscard]] const Channel& channel() const { return *channel_; }
  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] bool is_idle() const { return queue_.empty(); }

 private:
  Task<void> work();
  void settle(const Answer& answer);
  std::chrono::milliseconds pause_before_next(const Answer& answer);
  void finish(bool delivered);
  void drop_old();

  Loop& loop_;
  SharedChannel channel_;
  std::function<void(std::int64_t)> on_change_;
  std::deque<Parcel> queue_;
  std::int64_t newest_ = 0;
  int failures_ = 0;  ///< of the first message in the queue
  std::chrono::milliseconds pause_{};
  bool ended_ = false;
  boost::asio::steady_timer bell_;
  std::minstd_rand chance_{std::random_device{}()};
  Tally tally_;
};

}  // namespace flowvet::agent::telling
