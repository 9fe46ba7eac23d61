// sd_notify(3) and sd_watchdog_enabled(3) by hand.
#include "agent/notifier.hpp"

#include <spdlog/details/os.h>
#include <boost/asio/buffer.hpp>

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace flowvet::agent {
namespace {

using Protocol = boost::asio::local::datagram_protocol;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
}

/// "@name" is in the abstract name space of Linux, which begins with a zero byte.
std::optional<Protocol::endpoint> receiver() {
  std::string path{variable("NOTIFY_SOCKET")};
  if (path.size() < 2 || path.size() >= sizeof(sockaddr_un::sun_path) || (path[0] != '/' && path[0] != '@')) return std::nullopt;
  if (path[0] == '@') path[0] = '\0';
  return Protocol::endpoint(path);
}

std::optional<std::chrono::microseconds> wanted_watchdog() {
  const auto microseconds = number(variable("WATCHDOG_USEC"));
  const auto process = variable("WATCHDOG_PID");
  if (!microseconds || (!process.empty() && number(process) != spdlog::details::os::pid())) return std::nullopt;
  return std::chrono::microseconds{*microseconds};
}

}  // namespace

Notifier::Notifier(boost::asio::io_context& context) : receiver_(receiver()), socket_(context), watchdog_(wanted_watchdog()) {
  boost::system::error_code ignored;
  if (receiver_) socket_.open(Protocol{}, ignored);
  if (receiver_) socket_.non_blocking(true, ignored);
}

void Notifier::send(const std::string& state) {
  if (!receiver_) return;
  boost::system::error_code ignored;
  socket_.send_to(boost::asio::buffer(state), *receiver_, 0, ignored);
}

}  // namespace flowvet::agent
