// The socket is connected, so that only the server itself is heard, and only a reply to this very question is believed.
#include "probe/names/ask.hpp"

#include "probe/names/message.hpp"
#include "probe/os/os.hpp"
#include "probe/socket_channel.hpp"

#include <array>
#include <random>

namespace flowvet::probe::names {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::uint16_t dns_port = 53;
constexpr std::size_t largest_datagram = 4096;
// A server may itself have to ask others; glibc waits for five seconds.
constexpr std::array waits{400ms, 600ms, 1000ms};
constexpr auto tcp_wait = 1000ms;
// Where the run ends earlier: silence for so long is silence, as for every other check.
constexpr auto fair_trial = 900ms;

/// Ids must not follow from one another: whoever can predict one can answer in the server's place.
std::uint16_t fresh_id() {
  static thread_local std::random_device random;
  return static_cast<std::uint16_t>(random());
}

/// One question on its way.
struct Question {
  std::uint16_t id;
  std::string name;
  DnsType type;
  Bytes bytes;
};

DnsStatus status_of(const Reply& reply, DnsType type) {
  constexpr std::uint8_t no_error = 0, no_such_name = 3;
  if (reply.rcode == no_such_name) return DnsStatus::no_such_name;
  if (reply.rcode != no_error) return DnsStatus::failed;
  const bool empty = type == DnsType::ptr ? reply.names.empty() : reply.addresses.empty();
  return empty ? DnsStatus::no_data : DnsStatus::answered;
}

void take_reply(DnsAnswer& answer, Reply reply) {
  answer.status = status_of(reply, answer.type);
  answer.rcode = reply.rcode;
  answer.canonical = std::move(reply.canonical);
  answer.addresses = std::move(reply.addresses);
  answer.names = std::move(reply.names);
}

/// The reply to what was sent, past datagrams that are none.
Task<Io<Reply>> hear(Channel& channel, const Question& question) {
  while (true) {
    const auto datagram = co_await channel.read_some(largest_datagram);
    if (!datagram) co_return datagram.error();
    auto reply = parse_reply(*datagram, question.id, question.name, question.type);
    if (reply) co_return std::move(*reply);
  }
}

Task<Io<Reply>> ask_over_udp(Loop& loop, const IpAddress& server, const Question& question) {
  asio::ip::udp::socket socket(loop.context);
  const NetError closed = os::open_udp(socket, {os::to_asio(server), dns_port}, std::nullopt, {});
  if (closed.kind != ErrorKind::none) co_return closed;
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  NetError error;
  for (const auto wait : waits) {
    DatagramChannel channel(loop, socket, Clock::now() + wait, Sent::now);
    const auto sent = co_await channel.write(question.bytes);
    if (!sent) co_return sent.error();
    auto reply = co_await hear(channel, question);
    if (reply) co_return reply;
    error = reply.error();
    if (error.kind != ErrorKind::timed_out || loop.deadlines.is_cut()) break;
  }
  co_return error;
}

Task<Io<Reply>> ask_over_tcp(Loop& loop, const IpAddress& server, const Question& question) {
  const auto deadline = Clock::now() + tcp_wait;
  asio::ip::tcp::socket socket(loop.context);
  os::ConnectEnd end;
  {
    const Deadline guard(loop.deadlines, deadline, [&socket] {
      boost::system::error_code not_open_yet;
      socket.cancel(not_open_yet);
    });
    end = co_await os::connect(socket, {os::to_asio(server), dns_port}, std::nullopt, {});
  }
  if (end.error.kind != ErrorKind::none) co_return end.error;
  StreamChannel channel(loop, socket, deadline);
  Bytes framed = Writer().u16(static_cast<std::uint16_t>(question.bytes.size())).raw(question.bytes).bytes();
  const auto sent = co_await channel.write(std::move(framed));
  if (!sent) co_return sent.error();
  const auto length = co_await channel.read_exactly(2);
  if (!length) co_return length.error();
  const auto message = co_await channel.read_exactly(Reader(*length).u16());
  if (!message) co_return message.error();
  auto reply = parse_reply(*message, question.id, question.name, question.type);
  if (!reply) co_return NetError{ErrorKind::other, 0};
  co_return std::move(*reply);
}

void take_error(DnsAnswer& answer, const NetError& error, const Loop& loop) {
  const bool unanswered = error.kind == ErrorKind::timed_out || error.kind == ErrorKind::cancelled;
  if (unanswered && loop.deadlines.is_cut() && answer.took < fair_trial) return;  // not waited for
  answer.status = unanswered ? DnsStatus::silent : DnsStatus::unreachable;
  answer.error = error.kind;
}

}  // namespace

Task<void> ask(Loop& loop, IpAddress server, DnsAnswer& answer) {
  const auto began = Clock::now();
  const auto address = answer.type == DnsType::ptr ? parse_address(answer.asked) : std::nullopt;
  Question question{fresh_id(), address ? reverse_name(*address) : answer.asked, answer.type, {}};
  auto bytes = encode_question(question.id, question.name, question.type);
  if (!bytes) {
    answer.status = DnsStatus::no_such_name;  // no domain name can be so
    co_return;
  }
  question.bytes = std::move(*bytes);
  auto reply = co_await ask_over_udp(loop, server, question);
  if (reply && reply->truncated) {
    auto whole = co_await ask_over_tcp(loop, server, question);
    answer.over_tcp = whole.has_value();
    if (whole) reply = std::move(whole);
  }
  answer.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  if (reply)
    take_reply(answer, std::move(*reply));
  else
    take_error(answer, reply.error(), loop);
}

}  // namespace flowvet::probe::names
