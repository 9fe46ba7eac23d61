// What a service tells systemd: one datagram of text lines to the socket that NOTIFY_SOCKET names (sd_notify(3), "Notes": the protocol
// is stable and may be spoken without libsystemd).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/datagram_protocol.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace flowvet::agent {

class Notifier {
 public:
  /// Without NOTIFY_SOCKET nobody listens, and send() does nothing.
  explicit Notifier(boost::asio::io_context& context);

  /// "READY=1", "STATUS=..."; several lines are separated by line feeds. A socket that does not take it is no reason to fail.
  void send(const std::string& state);

  /// How often at least the watchdog wants to hear WATCHDOG=1; nullopt where none does (WATCHDOG_USEC, WATCHDOG_PID).
  [[nodiscard]] std::optional<std::chrono::microseconds> watchdog() const { return watchdog_; }

 private:
  std::optional<boost::asio::local::datagram_protocol::endpoint> receiver_;
  boost::asio::local::datagram_protocol::socket socket_;
  std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace flowvet::agent
