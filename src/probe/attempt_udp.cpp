// UDP: one request and whatever comes back, ICMP errors included. Each attempt has a socket, and so a source port, of its own.
#include "probe/attempt.hpp"
#include "probe/os/os.hpp"
#include "probe/socket_channel.hpp"

namespace flowvet::probe {

namespace asio = boost::asio;

namespace {

/// For services that no request is known for: an empty datagram harms nobody, and a closed port still answers it with ICMP.
Task<Io<Finding>> ask_nothing(Channel& channel, Peer) {
  const auto sent = co_await channel.write({});
  if (!sent) co_return sent.error();
  const auto reply = co_await channel.read_some(1);
  if (!reply) co_return reply.error();
  co_return Finding{Reply::none, "a datagram came back, and no form is known that it could be checked against", {}, {}};
}

}  // namespace

Task<void> attempt_udp(Loop& loop, const Target& target, AttemptEnd& end) {
  Attempt& attempt = end.attempt;
  const auto began = Clock::now();
  attempt.began = loop.since_start(began);
  asio::ip::udp::socket socket(loop.context);
  attempt.error = os::open_udp(socket, {os::to_asio(target.address), target.port}, loop.source_for(target.address), target.reach);
  if (attempt.error.kind != ErrorKind::none) co_return;
  boost::system::error_code error;
  socket.non_blocking(true, error);
  if (const auto local = socket.local_endpoint(error); !error) end.source = os::from_asio(local.address());

  attempt.stage = Stage::connect;
  DatagramChannel channel(loop, socket, began + target.timeout);
  // Chosen before it is awaited: g++ 12 destroys the result of a conditional expression with co_await in its arms twice.
  const Dialogue dialogue = target.handshake == nullptr ? ask_nothing : target.handshake->dialogue;
  auto finding = co_await dialogue(channel, make_peer(loop, target));
  const auto now = Clock::now();
  attempt.took = std::chrono::duration_cast<std::chrono::microseconds>(now - began);
  attempt.peer_sent_bytes = channel.peer_sent_bytes();
  conclude(end, std::move(finding));
  record_icmp(attempt, os::take_icmp(socket.native_handle()));
  if (attempt.peer_sent_bytes) attempt.rtt = std::chrono::duration_cast<std::chrono::microseconds>(now - channel.sent_at());
}

}  // namespace flowvet::probe
