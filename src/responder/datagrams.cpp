// No coroutines here but for call-backs: a datagram is read, decided and answered before the next.
#include "responder/datagrams.hpp"

#include "probe/os/listening.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace flowvet::responder {

namespace asio = boost::asio;
namespace os = probe::os;
using asio::ip::udp;

namespace {

constexpr int most_at_once = 64;  // datagrams read from one port before others have their turn
constexpr std::size_t largest_datagram = 65'535;

}  // namespace

Datagrams::Datagrams(asio::io_context& context, Desk& desk, Tally& tally, CallBacks& call_backs)
    : context_(context), desk_(desk), tally_(tally), call_backs_(call_backs), buffer_(largest_datagram) {}

void Datagrams::serve(DatagramPort& port) {
  port.socket.async_wait(udp::socket::wait_read, [this, &port](const boost::system::error_code& error) {
    if (!error) read_all(port);
  });
}

void Datagrams::read_all(DatagramPort& port) {
  for (int read = 0; read < most_at_once; ++read) {
    const auto datagram = os::receive_from(port.socket, buffer_);
    if (!datagram) break;
    const Arrival arrival{catalog::Transport::udp, {os::from_asio(datagram->source.address()), datagram->source.port()},
                          {datagram->target, port.port}, datagram->hops_left};
    take(port, ByteView(buffer_).first(datagram->size), arrival);
  }
  serve(port);
}

void Datagrams::take(DatagramPort& port, ByteView bytes, const Arrival& arrival) {
  const auto wall = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  auto decision = desk_.take(bytes, arrival, wall, std::chrono::steady_clock::now());
  tally_.note(arrival, decision);
  if (decision.call_back)
    asio::co_spawn(context_, call_back(port, std::move(decision), arrival), asio::detached);
  else if (decision.answer)
    send(port, *decision.answer, arrival);
}

/// An answer that this host cannot send, because it is larger than its own link takes, is one that the client does not get.
void Datagrams::send(DatagramPort& port, const Answer& answer, const Arrival& arrival) {
  const udp::endpoint to(os::to_asio(arrival.source.address), arrival.source.port);
  static_cast<void>(os::send_from(port.socket, desk_.write(answer), arrival.target.address, to));
}

probe::Task<void> Datagrams::call_back(DatagramPort& port, Decision decision, Arrival arrival) {
  auto answer = *decision.answer;
  const Call call{answer.session, answer.nonce};
  answer.call_back = co_await call_backs_.make(*decision.call_back, arrival, desk_.write(call));
  if (answer.call_back)
    tally_.note_call_back(decision.call_back->transport, arrival.source.address, decision.call_back->port, *answer.call_back);
  else
    answer.status = Status::busy;
  send(port, answer, arrival);
}

}  // namespace flowvet::responder
