// From the ports of a role to sockets that listen on them, as many as this host allows.
#pragma once

#include "flowvet/responder/listen.hpp"
#include "responder/message.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <list>
#include <span>

namespace flowvet::responder {

struct StreamPort {
  boost::asio::ip::tcp::acceptor acceptor;
  std::uint16_t port = 0;
};

struct DatagramPort {
  boost::asio::ip::udp::socket socket;
  std::uint16_t port = 0;
};

/// The addresses of list elements stay: handlers refer to them.
struct Sockets {
  std::list<StreamPort> streams;
  std::list<DatagramPort> datagrams;
  Opened opened;
};

/// One port of one transport.
struct Place {
  catalog::Transport transport = catalog::Transport::tcp;
  std::uint16_t port = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// Every port once, the important ones first, because descriptors may run out: single ports and small ranges, then the ports of large
/// ranges that a check samples, then the rest.
std::vector<Place> opening_order(std::span<const plan::InboundPorts> ports);

/// Uses what the service manager handed over before opening anything itself. A quarter of the descriptors stays free for connections.
Sockets open_sockets(boost::asio::io_context& context, const ListenOptions& options);

/// Neighbouring ports with the same obstacle as one range.
std::vector<NotOpened> joined(std::vector<NotOpened> list);

}  // namespace flowvet::responder
