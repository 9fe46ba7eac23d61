// UDP: one request and whatever comes back, ICMP errors included. Each attempt has a socket, and so a source port, of its own.
#include "probe/attempt.hpp"
#include "probe/far_end/dialogue.hpp"
#include "probe/os/os.hpp"
#include "probe/socket_channel.hpp"

namespace flowvet::probe {

using boost::asio::ip::udp;
using plan::Answers;
using namespace std::chrono_literals;

namespace {

constexpr std::uint16_t dhcp_client_port = 68;
// Attempts that need port 68 come one after the other; most end within a few milliseconds.
constexpr auto turn_pause = 5ms;
// What the person at the firewall must know about silence here: an ordinary rule for the port is not enough.
constexpr std::string_view answer_may_be_lost =
    "the answer comes from a new port; a firewall without a helper for this protocol lets the request in and drops the answer";

/// For services that no request is known for: an empty datagram harms nobody, and a closed port still answers it with ICMP.
Task<Io<Finding>> ask_nothing(Channel& channel, Peer) {
  const auto sent = co_await channel.write({});
  if (!sent) co_return sent.error();
  const auto reply = co_await channel.read_some(1);
  if (!reply) co_return reply.error();
  co_return Finding{Reply::none, "a datagram came back, and no form is known that it could be checked against", {}, {}};
}

/// Opens the kind of socket that hears the service's answer, on our address towards it.
NetError open_socket(const Loop& loop, const Target& target, Answers answers, udp::socket& socket) {
  const udp::endpoint peer(os::to_asio(target.address), target.port);
  const auto source = loop.source_for(target.address);
  const auto local = source ? std::optional(udp::endpoint(os::to_asio(*source), 0)) : std::nullopt;
  const NetError error = os::open_udp(socket, peer, local, target.reach);
  if (error.kind != ErrorKind::none || answers == Answers::as_asked) return error;
  // The first socket has only told which address of ours the routing table chooses.
  boost::system::error_code ignored;
  const auto own = socket.local_endpoint(ignored).address();
  socket.close(ignored);
  if (answers == Answers::from_another_port) return os::open_udp_unconnected(socket, {own, 0}, target.reach);
  if (own.is_v6()) return {ErrorKind::unsupported, 0};
  return os::open_udp(socket, peer, udp::endpoint(own, dhcp_client_port), target.reach);
}

std::string_view why_port_68_is_closed_to_us(ErrorKind error) {
  if (error == ErrorKind::no_privilege) return "the answer comes to UDP port 68; listening there needs root or CAP_NET_BIND_SERVICE";
  if (error == ErrorKind::port_taken) return "the answer comes to UDP port 68, where this host's own DHCP client seems to listen";
  if (error == ErrorKind::unsupported) return "this request exists for IPv4 only";
  return {};
}

bool is_for_a_responder(const Target& target) {
  return target.lane == far_end::Lane::responder;
}

Answers answers_of(const Target& target) {
  return target.handshake == nullptr || is_for_a_responder(target) ? Answers::as_asked : target.handshake->service.answers;
}

/// `sent_before`: by an earlier attempt, and only its answer is awaited.
Task<Io<Finding>> ask_responder(Channel& channel, const udp::socket& socket, const Target& target, bool sent_before) {
  boost::system::error_code unknown;
  const auto local = socket.local_endpoint(unknown);
  const SocketAddress from{os::from_asio(local.address()), local.port()};
  auto heard = sent_before ? far_end::hear_datagram(channel, *target.asking)
                           : far_end::ask_by_datagram(channel, *target.asking, from, {target.address, target.port});
  co_return far_end::finding_of(co_await std::move(heard), *target.asking);
}

/// Port 68 belongs to one attempt of a loop at a time.
class Port68 {
 public:
  explicit Port68(Loop& loop) : loop_(loop) {}
  Port68(const Port68&) = delete;
  Port68& operator=(const Port68&) = delete;
  ~Port68() {
    if (held_) loop_.port_68_in_use = false;
  }

  /// Returns false when the run was cut before it was our turn.
  Task<bool> take() {
    bool goes_on = true;
    while (goes_on && loop_.port_68_in_use) goes_on = co_await loop_.sleep_until(Clock::now() + turn_pause);
    if (goes_on) held_ = loop_.port_68_in_use = true;
    co_return goes_on;
  }

 private:
  Loop& loop_;
  bool held_ = false;
};

}  // namespace

Task<void> attempt_udp(Loop& loop, const Target& target, AttemptEnd& end, PendingDatagram* pending) {
  Attempt& attempt = end.attempt;
  const Answers answers = answers_of(target);
  Port68 port_68(loop);
  bool goes_on = true;
  if (answers == Answers::to_port_68) goes_on = co_await port_68.take();
  if (!goes_on) {
    attempt.error = {ErrorKind::cancelled, 0};
    co_return;
  }
  if (pending == nullptr) end.began = Clock::now();
  end.lane = target.lane;
  if (is_for_a_responder(target)) attempt.asked = Asked::responder;
  attempt.began = loop.since_start(end.began);
  udp::socket socket = pending == nullptr ? udp::socket(loop.context) : std::move(pending->socket);
  boost::system::error_code error;
  if (pending == nullptr) {
    attempt.error = open_socket(loop, target, answers, socket);
    if (answers == Answers::to_port_68) attempt.detail = why_port_68_is_closed_to_us(attempt.error.kind);
    if (attempt.error.kind != ErrorKind::none) co_return;
    socket.non_blocking(true, error);
  }
  if (const auto local = socket.local_endpoint(error); !error) end.source = os::from_asio(local.address());

  attempt.stage = Stage::connect;
  const Nonce nonce = pending == nullptr ? make_nonce(loop) : pending->nonce;
  DatagramChannel channel(loop, socket, Clock::now() + target.timeout, pending == nullptr ? Sent::now : Sent::before);
  if (answers == Answers::from_another_port) channel.hear_any_port_of({os::to_asio(target.address), target.port});
  // Chosen before it is awaited: g++ 12 destroys the result of a conditional expression with co_await in its arms twice.
  const Dialogue dialogue = target.handshake == nullptr ? ask_nothing : target.handshake->dialogue;
  const auto recorder = make_recorder(channel, target, end.began, attempt);
  Channel& said_over = recorder ? *recorder : static_cast<Channel&>(channel);
  auto talk = is_for_a_responder(target) ? ask_responder(said_over, socket, target, pending != nullptr)
                                         : dialogue(said_over, make_peer(target, nonce, end));
  auto finding = co_await std::move(talk);
  attempt.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - end.began);
  attempt.peer_sent_bytes = channel.peer_sent_bytes();
  if (attempt.peer_sent_bytes)
    attempt.rtt = pending == nullptr ? std::chrono::duration_cast<std::chrono::microseconds>(channel.round_trip()) : attempt.took;
  conclude(end, std::move(finding));
  record_icmp(attempt, os::take_icmp(socket.native_handle()));
  if (answers == Answers::from_another_port && attempt.error.kind == ErrorKind::timed_out) attempt.detail = answer_may_be_lost;
  if (target.keep_silent && is_silence(attempt)) end.pending = std::make_unique<Pending>(PendingDatagram{std::move(socket), nonce});
}

}  // namespace flowvet::probe
