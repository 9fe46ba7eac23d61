// ICMP echo (RFC 792, RFC 4443): the reply must carry our random payload. Needs a ping socket or the right to raw ones.
#include "probe/attempt.hpp"
#include "probe/echo.hpp"
#include "probe/os/os.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>

namespace flowvet::probe {

namespace asio = boost::asio;

namespace {

// The largest reply that can matter: an IPv4 header with options, the ICMP header and our payload.
constexpr std::size_t reply_size = 60 + 8 + sizeof(Nonce);

/// Waits until our own echo comes back; other hosts' replies, which a raw socket also sees, are passed over.
Task<NetError> await_echo(Loop& loop, asio::ip::icmp::socket& socket, EchoRequest request, os::EchoSocket kind, Clock::time_point deadline) {
  const Deadline guard(loop.deadlines, deadline, [&socket] { socket.cancel(); });
  std::array<std::uint8_t, reply_size> buffer{};
  while (true) {
    boost::system::error_code error;
    const std::size_t size = co_await socket.async_receive(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted) co_return NetError{loop.deadlines.is_cut() ? ErrorKind::cancelled : ErrorKind::timed_out, 0};
    if (error) co_return os::to_net_error(error.value());
    const bool with_ip_header = kind == os::EchoSocket::raw && request.family == Family::v4;
    if (is_echo_reply({buffer.data(), size}, request, with_ip_header)) co_return NetError{};
  }
}

}  // namespace

Task<void> attempt_icmp(Loop& loop, const Target& target, AttemptEnd& end) {
  Attempt& attempt = end.attempt;
  const auto began = Clock::now();
  attempt.began = loop.since_start(began);
  asio::ip::icmp::socket socket(loop.context);
  const auto kind = os::open_icmp(socket, {os::to_asio(target.address), 0}, loop.source_for(target.address));
  if (!kind) {
    attempt.error = kind.error();
    co_return;
  }
  attempt.stage = Stage::connect;
  const EchoRequest request{target.address.family, make_nonce(loop)};
  boost::system::error_code error;
  co_await socket.async_send(asio::buffer(echo_request(request)), asio::redirect_error(asio::use_awaitable, error));
  attempt.error = os::to_net_error(error.value());
  if (!error) attempt.error = co_await await_echo(loop, socket, request, *kind, began + target.timeout);
  attempt.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  record_icmp(attempt, os::take_icmp(socket.native_handle()));
  if (attempt.error.kind == ErrorKind::none) {
    attempt.stage = Stage::done;
    attempt.reply = Reply::valid;
    attempt.peer_sent_bytes = true;
    attempt.rtt = attempt.took;
  }
}

}  // namespace flowvet::probe
