// A datagram that is lost is sent again, with a number of its own; over TCP the kernel does that.
#include "probe/far_end/contact.hpp"

#include "probe/far_end/dialogue.hpp"
#include "probe/os/os.hpp"
#include "probe/socket_channel.hpp"

#include <algorithm>

namespace flowvet::probe::far_end {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr int most_datagrams = 8;  // at 30 % loss each way one in 200 stays without an answer, which then only leaves something unsaid
constexpr std::chrono::milliseconds shortest_patience = 200ms;
constexpr std::chrono::milliseconds stream_patience = 3000ms;

template <class Socket>
SocketAddress own_end(const Socket& socket) {
  boost::system::error_code closed;
  const auto local = socket.local_endpoint(closed);
  return {os::from_asio(local.address()), local.port()};
}

std::chrono::milliseconds patience_for(const Contact& contact) {
  return std::max(shortest_patience, std::chrono::ceil<std::chrono::milliseconds>(3 * contact.rtt));
}

Task<std::optional<responder::Answer>> ask_by_datagrams(Loop& loop, const Contact& contact, Asking& asking, Wish wish,
                                                        std::chrono::milliseconds extra) {
  asio::ip::udp::socket socket(loop.context);
  const auto source = loop.source_for(contact.at.address);
  const auto local = source ? std::optional(asio::ip::udp::endpoint(os::to_asio(*source), 0)) : std::nullopt;
  const auto error = os::open_udp(socket, {os::to_asio(contact.at.address), contact.at.port}, local, {});
  if (error.kind != ErrorKind::none) co_return std::nullopt;
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  for (int sent = 0; sent < most_datagrams && !loop.deadlines.is_cut(); ++sent) {
    DatagramChannel channel(loop, socket, Clock::now() + patience_for(contact) + extra, Sent::now);
    const auto heard = co_await ask_by_datagram(channel, asking, own_end(socket), contact.at, wish);
    if (heard && *heard) co_return **heard;
  }
  co_return std::nullopt;
}

Task<std::optional<responder::Answer>> ask_over_connection(Loop& loop, const Contact& contact, Asking& asking, Wish wish,
                                                           std::chrono::milliseconds extra) {
  asio::ip::tcp::socket socket(loop.context);
  const auto end = Clock::now() + stream_patience + extra;
  os::ConnectEnd connected;
  {
    const Deadline guard(loop.deadlines, end, [&socket] {
      boost::system::error_code not_open_yet;
      socket.cancel(not_open_yet);
    });
    const auto source = loop.source_for(contact.at.address);
    connected = co_await os::connect(socket, {os::to_asio(contact.at.address), contact.at.port}, source, {});
  }
  if (connected.error.kind != ErrorKind::none) co_return std::nullopt;
  StreamChannel channel(loop, socket, end);
  const auto heard = co_await ask_on_stream(channel, asking, own_end(socket), contact.at, wish);
  if (!heard) co_return std::nullopt;
  co_return *heard;
}

}  // namespace

Task<std::optional<responder::Answer>> ask(Loop& loop, const Contact& contact, Asking& asking, Wish wish, std::chrono::milliseconds extra) {
  if (contact.transport == catalog::Transport::udp) co_return co_await ask_by_datagrams(loop, contact, asking, wish, extra);
  co_return co_await ask_over_connection(loop, contact, asking, wish, extra);
}

}  // namespace flowvet::probe::far_end
