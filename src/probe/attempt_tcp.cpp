// TCP: connect, to the host or to its proxy; through a proxy open a tunnel; then the service's own dialogue where one is known.
#include "flowvet/base/proxy.hpp"
#include "probe/attempt.hpp"
#include "probe/far_end/dialogue.hpp"
#include "probe/handshakes/http_connect.hpp"
#include "probe/os/os.hpp"
#include "probe/socket_channel.hpp"

namespace flowvet::probe {

namespace asio = boost::asio;

namespace {

// The proxy looks up the destination and connects before it answers. Its own attempt to reach what a firewall drops may take a
// minute; who waits that long for a connection has given up.
constexpr auto tunnel_patience = std::chrono::seconds(15);

/// What the kernel made of the connect, seen with our own deadline in mind.
NetError connect_error(const NetError& error, const Loop& loop) {
  if (error.kind == ErrorKind::timed_out && loop.deadlines.is_cut()) return {ErrorKind::cancelled, 0};
  return error;
}

std::optional<IpAddress> local_address(const asio::ip::tcp::socket& socket) {
  boost::system::error_code error;
  const auto local = socket.local_endpoint(error);
  if (error) return std::nullopt;
  return os::from_asio(local.address());
}

/// Whether the proxy opened its tunnel; `end` keeps what it said.
Task<bool> pass_proxy(const Target& target, StreamChannel& channel, AttemptEnd& end) {
  Attempt& attempt = end.attempt;
  attempt.stage = Stage::proxy;
  auto tunnel = co_await open_tunnel(channel, to_authority(target.name, target.port));
  attempt.peer_sent_bytes = channel.peer_sent_bytes();
  if (!tunnel) {
    attempt.error = tunnel.error();
    co_return false;
  }
  attempt.proxy_status = tunnel->status;
  attempt.detail = std::move(tunnel->detail);
  end.facts = std::move(tunnel->facts);
  if (tunnel->status == 0) attempt.reply = Reply::mismatched;
  co_return tunnel->open;
}

// A responder answers at once; this leaves time for an ask that was lost once to be sent again (RFC 6298: an RTO is at least 1 s).
constexpr auto responder_patience = std::chrono::milliseconds(1500);

/// Over a connection that is there. An answer takes the place of what the service said or did not say.
Task<void> ask_responder(Loop& loop, const Target& target, asio::ip::tcp::socket& socket, AttemptEnd& end) {
  const auto patience = std::max(responder_patience, 8 * std::chrono::ceil<std::chrono::milliseconds>(end.attempt.rtt));
  StreamChannel channel(loop, socket, Clock::now() + patience);
  boost::system::error_code unknown;
  const auto local = socket.local_endpoint(unknown);
  const SocketAddress from{os::from_asio(local.address()), local.port()};
  auto heard = co_await far_end::ask_on_stream(channel, *target.asking, from, {target.address, target.port});
  end.attempt.peer_sent_bytes = end.attempt.peer_sent_bytes || channel.peer_sent_bytes();
  const bool answered = heard && *heard;
  if (!answered && target.lane == far_end::Lane::service_then_responder) co_return;  // what the service did not say stands
  end.attempt.asked = Asked::responder;
  end.attempt.stage = channel.stage();
  if (answered) end.attempt.error = {};
  conclude(end, far_end::finding_of(heard, *target.asking));
}

/// The service kept silent and the connection still stands.
bool may_be_a_responder(const Target& target, const Attempt& attempt) {
  return target.lane == far_end::Lane::service_then_responder && attempt.reply == Reply::none && !attempt.peer_sent_bytes &&
         (attempt.error.kind == ErrorKind::timed_out || attempt.error.kind == ErrorKind::none);
}

/// A coroutine of its own, so that attempts still waiting to connect do not carry its frame.
Task<void> converse(Loop& loop, const Target& target, asio::ip::tcp::socket& socket, Clock::time_point began, AttemptEnd& end) {
  StreamChannel channel(loop, socket, Clock::now() + (target.proxy_port == 0 ? target.patience : tunnel_patience));
  bool reached = true;
  if (target.proxy_port != 0) reached = co_await pass_proxy(target, channel, end);
  if (!reached) co_return;
  if (target.proxy_port != 0) channel.enter_tunnel(Clock::now() + target.patience);
  if (target.handshake == nullptr) {
    end.attempt.stage = Stage::done;
    co_return;
  }
  const auto recorder = make_recorder(channel, target, began, end.attempt);
  auto finding = co_await target.handshake->dialogue(recorder ? *recorder : channel, make_peer(target, make_nonce(loop), end));
  end.attempt.stage = channel.stage();
  end.attempt.peer_sent_bytes = channel.peer_sent_bytes();
  // A dialogue that broke off, or had nothing to add, leaves what TLS showed.
  if (!finding || finding->facts.empty()) {
    std::ranges::copy(channel.learnt().facts, std::back_inserter(end.facts));
    end.attempt.certificate = channel.learnt().certificate;
  }
  conclude(end, std::move(finding));
}

}  // namespace

Task<void> attempt_tcp(Loop& loop, const Target& target, AttemptEnd& end, asio::ip::tcp::socket* pending) {
  Attempt& attempt = end.attempt;
  attempt.stage = Stage::connect;
  if (pending == nullptr) end.began = Clock::now();
  end.lane = target.lane;
  attempt.began = loop.since_start(end.began);
  asio::ip::tcp::socket socket = pending == nullptr ? asio::ip::tcp::socket(loop.context) : std::move(*pending);
  const std::uint16_t port = target.proxy_port == 0 ? target.port : target.proxy_port;
  os::ConnectEnd connected;
  if (pending == nullptr) {
    const Deadline guard(loop.deadlines, end.began + target.timeout, [&socket] {
      boost::system::error_code not_open_yet;
      socket.cancel(not_open_yet);
    });
    connected = co_await os::connect(socket, {os::to_asio(target.address), port}, loop.source_for(target.address), target.reach);
  } else {
    connected = os::end_of_connect(socket);
  }
  attempt.error = connect_error(connected.error, loop);
  record_icmp(attempt, std::move(connected.icmp));
  attempt.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - end.began);
  if (is_silence(attempt) && os::never_left(socket)) mark_as_kept_back(attempt);
  if (target.keep_silent && is_silence(attempt)) end.pending = std::make_unique<Pending>(std::move(socket));
  if (attempt.error.kind != ErrorKind::none) co_return;

  attempt.rtt = attempt.took;
  end.source = local_address(socket);
  attempt.stage = Stage::done;
  if (target.lane == far_end::Lane::responder) {
    co_await ask_responder(loop, target, socket, end);
  } else {
    const bool talks = target.handshake != nullptr || target.proxy_port != 0;
    if (talks) co_await converse(loop, target, socket, end.began, end);
    if (may_be_a_responder(target, attempt)) co_await ask_responder(loop, target, socket, end);
  }
  attempt.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - end.began);
}

}  // namespace flowvet::probe
