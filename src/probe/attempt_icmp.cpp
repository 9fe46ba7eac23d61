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

// The part of a reply that matters: an IPv4 header with options, the ICMP header and our payload, without padding.
constexpr std::size_t reply_size = 60 + echo_size;

std::size_t padding_for(const Target& target) {
  const std::size_t bare = (target.address.family == Family::v4 ? 20 : 40) + echo_size;
  return target.packet_size > bare ? target.packet_size - bare : 0;
}

/// Waits until our own echo comes back, or an ICMP error about it. A raw socket also sees replies and errors that answer other
/// requests of this host; they are passed over.
Task<void> await_echo(Loop& loop, asio::ip::icmp::socket& socket, EchoRequest request, os::EchoSocket kind, Clock::time_point deadline,
                      AttemptEnd& end) {
  const Deadline guard(loop.deadlines, deadline, [&socket] { socket.cancel(); });
  const bool raw = kind == os::EchoSocket::raw;
  const ByteView mark = raw ? ByteView(request.nonce).first(4) : ByteView{};
  std::array<std::uint8_t, reply_size> buffer{};
  while (true) {
    boost::system::error_code error;
    co_await socket.async_wait(asio::ip::icmp::socket::wait_read, asio::redirect_error(asio::use_awaitable, error));
    const auto received = os::receive(socket.native_handle(), buffer);
    record_icmp(end.attempt, os::take_icmp(socket.native_handle(), mark));
    end.attempt.error = received ? NetError{} : received.error();
    if (received && is_echo_reply({buffer.data(), received->size}, request, raw && request.family == Family::v4)) {
      end.hops_left = received->hops_left;
      co_return;
    }
    if (end.attempt.icmp) co_return;
    if (error) {
      end.attempt.error = {loop.deadlines.is_cut() ? ErrorKind::cancelled : ErrorKind::timed_out, 0};
      co_return;
    }
    if (!received && !raw && received.error().kind != ErrorKind::timed_out) co_return;
  }
}

}  // namespace

Task<void> attempt_icmp(Loop& loop, const Target& target, AttemptEnd& end) {
  Attempt& attempt = end.attempt;
  const auto began = Clock::now();
  attempt.began = loop.since_start(began);
  asio::ip::icmp::socket socket(loop.context);
  const auto kind = os::open_icmp(socket, {os::to_asio(target.address), 0}, loop.source_for(target.address), target.reach);
  if (!kind) {
    attempt.error = kind.error();
    co_return;
  }
  if (target.packet_size > 0) attempt.error = os::forbid_fragments(socket.native_handle(), target.address.family);
  if (attempt.error.kind != ErrorKind::none) co_return;
  attempt.stage = Stage::connect;
  const EchoRequest request{target.address.family, make_nonce(loop), padding_for(target)};
  boost::system::error_code error;
  socket.non_blocking(true, error);
  co_await socket.async_send(asio::buffer(echo_request(request)), asio::redirect_error(asio::use_awaitable, error));
  attempt.error = os::to_net_error(error.value());
  if (!error)
    co_await await_echo(loop, socket, request, *kind, began + target.timeout, end);
  else
    record_icmp(attempt, os::take_icmp(socket.native_handle()));
  attempt.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  if (attempt.error.kind == ErrorKind::none) {
    attempt.stage = Stage::done;
    attempt.reply = Reply::valid;
    attempt.peer_sent_bytes = true;
    attempt.rtt = attempt.took;
  }
}

}  // namespace flowvet::probe
