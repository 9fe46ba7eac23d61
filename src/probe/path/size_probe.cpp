// Whatever datagram comes back was sent by something that got ours whole, so its content is not looked at; but for answers of a
// responder, whose word counts for more.
#include "probe/path/size_probe.hpp"

#include "flowvet/probe/read_icmp.hpp"
#include "probe/far_end/asking.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace flowvet::probe::path {

namespace asio = boost::asio;
using asio::ip::udp;

namespace {

constexpr std::size_t udp_header = 8;
// Answers of a responder are never larger than the ask, services keep to far less.
constexpr std::size_t kept_of_a_reply = 2048;

std::size_t ip_header(Family family) {
  return family == Family::v4 ? 20 : 40;
}

/// Where the ask is sent from matters to what is told of translated addresses, which other asks have told.
Bytes ask_of(const Target& target, std::uint16_t size, bool same_back) {
  far_end::Wish wish;
  wish.size = size;
  wish.answer_size = same_back ? size : std::uint16_t{0};
  return target.asking->next({}, {target.address, target.port}, wish);
}

Bytes request_of(const Target& target, const Peer& peer, std::size_t size) {
  if (target.handshake == nullptr || target.handshake->sized == nullptr) return Bytes(size);
  return target.handshake->sized->request(peer, size);
}

void take_error(SizeAnswer& answer, NetError error) {
  answer.sign = error.kind == ErrorKind::too_big ? SizeSign::too_big_here : SizeSign::failed;
  answer.error = answer.sign == SizeSign::failed ? error : NetError{};
}

bool is_the_answer(const Target& target, ByteView reply, std::size_t smallest) {
  return target.asking == nullptr || (reply.size() >= smallest && target.asking->take(reply));
}

/// What waits on the socket, if it says anything.
bool take_news(udp::socket& socket, const Target& target, std::size_t smallest, SizeAnswer& answer, Bytes& reply) {
  reply.resize(std::max(kept_of_a_reply, smallest));
  const auto received = os::receive(socket.native_handle(), reply);
  answer.icmp = os::take_icmp(socket.native_handle());
  reply.resize(received ? received->size : 0);
  if (received && is_the_answer(target, reply, smallest))
    answer.sign = SizeSign::answered;
  else if (answer.icmp)
    answer.sign = sign_of(*answer.icmp, target.address);
  return answer.sign != SizeSign::nothing;
}

/// `smallest`: of an answer.
Task<void> await_news(Loop& loop, udp::socket& socket, const Target& target, std::size_t smallest, Clock::time_point deadline,
                      SizeAnswer& answer) {
  const Deadline guard(loop.deadlines, deadline, [&socket] { socket.cancel(); });
  boost::system::error_code error;
  Bytes reply;
  while (!error) {
    co_await socket.async_wait(udp::socket::wait_read, asio::redirect_error(asio::use_awaitable, error));
    if (take_news(socket, target, smallest, answer, reply)) break;
  }
  if (answer.sign != SizeSign::answered || target.handshake == nullptr || target.handshake->sized == nullptr) co_return;
  if (const Bytes farewell = target.handshake->sized->farewell(reply); !farewell.empty()) {
    boost::system::error_code lost;
    socket.send(asio::buffer(farewell), 0, lost);
  }
}

Task<void> ask_by_datagram(Loop& loop, const Target& target, SizeQuestion question, SizeAnswer& answer) {
  const auto began = Clock::now();
  answer.asked = loop.since_start(began);
  udp::socket socket(loop.context);
  const auto source = loop.source_for(target.address);
  const auto local = source ? std::optional(udp::endpoint(os::to_asio(*source), 0)) : std::nullopt;
  NetError error = os::open_udp(socket, {os::to_asio(target.address), target.port}, local, {question.hops, 0});
  if (error.kind == ErrorKind::none) error = os::forbid_fragments(socket.native_handle(), target.address.family);
  if (error.kind != ErrorKind::none) {
    take_error(answer, error);
    co_return;
  }
  const std::size_t size = question.size - ip_header(target.address.family) - udp_header;
  const Bytes request = target.asking != nullptr ? ask_of(target, static_cast<std::uint16_t>(size), question.same_back)
                                                 : request_of(target, make_peer(target, make_nonce(loop), {}), size);
  boost::system::error_code failed;
  socket.non_blocking(true, failed);
  if (!request.empty()) socket.send(asio::buffer(request), 0, failed);
  if (failed || request.empty()) {
    take_error(answer, request.empty() ? NetError{ErrorKind::unsupported, 0} : os::to_net_error(failed.value()));
    co_return;
  }
  co_await await_news(loop, socket, target, question.same_back ? size : 0, began + question.patience, answer);
  if (answer.sign != SizeSign::nothing) answer.rtt = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
}

Task<void> ask_by_echo(Loop& loop, Target target, SizeQuestion question, SizeAnswer& answer) {
  target.packet_size = question.size;
  target.timeout = question.patience;
  target.reach = {question.hops, 0};
  AttemptEnd end;
  co_await attempt_icmp(loop, target, end);
  answer.asked = end.attempt.began;
  answer.icmp = end.attempt.icmp;
  if (end.attempt.reply == Reply::valid)
    answer.sign = SizeSign::answered;
  else if (answer.icmp && !end.attempt.icmp_from_self)
    answer.sign = sign_of(*answer.icmp, target.address);
  else if (end.attempt.error.kind != ErrorKind::timed_out && end.attempt.error.kind != ErrorKind::cancelled)
    take_error(answer, end.attempt.error);
  if (answer.sign != SizeSign::nothing && answer.sign != SizeSign::failed) answer.rtt = end.attempt.took;
}

}  // namespace

SizeSign sign_of(const Icmp& icmp, const IpAddress& host) {
  if (is_too_big(icmp)) return SizeSign::too_big;
  if (is_time_exceeded(icmp)) return SizeSign::expired;
  return is_port_unreachable(icmp) && icmp.offender == host ? SizeSign::refused : SizeSign::unreachable;
}

Task<SizeAnswer> ask_size(Loop& loop, Target target, SizeMeans means, SizeQuestion question) {
  SizeAnswer answer{question.size, question.hops, SizeSign::nothing, {}, {}, {}, {}};
  if (means == SizeMeans::echo)
    co_await ask_by_echo(loop, std::move(target), question, answer);
  else
    co_await ask_by_datagram(loop, target, question, answer);
  co_return answer;
}

}  // namespace flowvet::probe::path
