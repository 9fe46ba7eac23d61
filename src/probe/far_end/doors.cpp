// Whoever connects or sends is heard out to the length of one call and gets nothing back. These are handlers rather than coroutines,
// because nobody waits for a stranger.
#include "probe/far_end/doors.hpp"

#include "probe/os/listening.hpp"

#include <boost/asio/read.hpp>

#include <algorithm>

namespace flowvet::probe::far_end {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using catalog::Transport;

namespace {

template <class Protocol>
typename Protocol::endpoint any_address(Family family, std::uint16_t port) {
  return {family == Family::v4 ? Protocol::v4() : Protocol::v6(), port};
}

}  // namespace

Doors::~Doors() { close(); }

void Doors::close() {
  boost::system::error_code ignored;
  for (auto& [key, door] : doors_) {
    door->acceptor.close(ignored);
    door->datagrams.close(ignored);
  }
}

NetError Doors::open(Transport transport, Family family, std::uint16_t port) {
  auto& door = doors_[{transport, family, port}];
  if (door) return door->error;
  door = std::make_unique<Door>(loop_.context);
  if (transport == Transport::tcp) {
    door->error = os::open_listener(door->acceptor, any_address<tcp>(family, port));
    if (door->error.kind == ErrorKind::none) await_connection(*door, port);
  } else {
    door->error = os::open_datagrams(door->datagrams, any_address<udp>(family, port));
    door->buffer.resize(responder::largest_on_stream);
    if (door->error.kind == ErrorKind::none) await_datagram(*door, port);
  }
  return door->error;
}

bool Doors::has_called(Transport transport, std::uint16_t port, const Session& session) const {
  return calls_.contains({transport, port, session});
}

void Doors::note(Transport transport, std::uint16_t port, ByteView message) {
  if (const auto call = responder::parse_call(message, keys_)) calls_.emplace(transport, port, call->session.bytes);
}

void Doors::await_connection(Door& door, std::uint16_t port) {
  door.acceptor.async_accept([this, &door, port](const boost::system::error_code& error, tcp::socket caller) {
    if (error == asio::error::operation_aborted) return;
    if (!error) read_call(std::make_shared<tcp::socket>(std::move(caller)), std::make_shared<Bytes>(responder::smallest_message), port);
    await_connection(door, port);
  });
}

void Doors::read_call(std::shared_ptr<tcp::socket> caller, std::shared_ptr<Bytes> bytes, std::uint16_t port) {
  const auto into = asio::buffer(*bytes);
  asio::async_read(*caller, into, [this, caller, bytes, port](const boost::system::error_code& error, std::size_t) {
    if (!error) note(Transport::tcp, port, *bytes);
  });
}

void Doors::await_datagram(Door& door, std::uint16_t port) {
  door.datagrams.async_receive(asio::buffer(door.buffer), [this, &door, port](const boost::system::error_code& error, std::size_t size) {
    if (error == asio::error::operation_aborted) return;
    if (!error) note(Transport::udp, port, ByteView(door.buffer).first(size));
    await_datagram(door, port);
  });
}

}  // namespace flowvet::probe::far_end
