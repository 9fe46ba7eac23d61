// Tells systemd's watchdog that the agent lives, as long as it does.
#pragma once

#include "agent/notifier.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>

namespace flowvet::agent {

class Watchdog {
 public:
  /// The notifier must outlive it. Where no watchdog listens it does nothing.
  Watchdog(boost::asio::io_context& context, Notifier& notifier, std::function<bool()> lives)
      : timer_(context), notifier_(notifier), lives_(std::move(lives)) {}

  void start();
  void stop() { timer_.cancel(); }

 private:
  boost::asio::steady_timer timer_;
  Notifier& notifier_;
  std::function<bool()> lives_;
};

}  // namespace flowvet::agent
