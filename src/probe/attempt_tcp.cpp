// TCP: connect, then the service's own dialogue where one is known.
#include "probe/attempt.hpp"
#include "probe/os/os.hpp"
#include "probe/socket_channel.hpp"

namespace flowvet::probe {

namespace asio = boost::asio;

namespace {

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

/// A coroutine of its own, so that attempts still waiting to connect do not carry its frame.
Task<void> converse(Loop& loop, const Target& target, asio::ip::tcp::socket& socket, AttemptEnd& end) {
  StreamChannel channel(loop, socket, Clock::now() + target.patience);
  auto finding = co_await target.handshake->dialogue(channel, make_peer(loop, target));
  end.attempt.stage = channel.stage();
  end.attempt.peer_sent_bytes = channel.peer_sent_bytes();
  conclude(end, std::move(finding));
}

}  // namespace

Task<void> attempt_tcp(Loop& loop, const Target& target, AttemptEnd& end) {
  Attempt& attempt = end.attempt;
  const auto began = Clock::now();
  attempt.began = loop.since_start(began);
  attempt.stage = Stage::connect;
  asio::ip::tcp::socket socket(loop.context);
  {
    const Deadline guard(loop.deadlines, began + target.timeout, [&socket] {
      boost::system::error_code not_open_yet;
      socket.cancel(not_open_yet);
    });
    auto connected =
        co_await os::connect(socket, {os::to_asio(target.address), target.port}, loop.source_for(target.address), target.reach);
    attempt.error = connect_error(connected.error, loop);
    record_icmp(attempt, std::move(connected.icmp));
  }
  attempt.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  if (attempt.error.kind != ErrorKind::none) co_return;

  attempt.rtt = attempt.took;
  end.source = local_address(socket);
  attempt.stage = Stage::done;
  if (target.handshake == nullptr) co_return;

  co_await converse(loop, target, socket, end);
  attempt.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
}

}  // namespace flowvet::probe
