// The little servers of the demo: each really listens on a loopback address and really behaves as its word says.
#pragma once

#include "flowvet/base/problem.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <cstdint>
#include <list>
#include <string>
#include <vector>

namespace flowvet::cli {

/// How a port of the demo behaves.
enum class Behaviour : std::uint8_t {
  none,      ///< the transport is not part of the flow
  web,       ///< HTTP as a Delivery Controller and a StoreFront server answer it
  ica,       ///< the ICA banner of a VDA
  ssh,       ///< an SSH server: the wrong service wherever it stands
  closed,    ///< the port is held but nobody listens
  dropping,  ///< a listener whose queue is full, so that the kernel drops further connections
  mute_udp,  ///< a datagram socket that never answers
};

/// Holds every socket of the demo. All handlers run on the context given; destroy it after the context has stopped.
class DemoServers {
 public:
  explicit DemoServers(boost::asio::io_context& context) : context_(context) {}

  /// Starts one and returns the free port that it was given.
  std::uint16_t start(Behaviour behaviour, const boost::asio::ip::address& address);

 private:
  using Tcp = boost::asio::ip::tcp;
  using Udp = boost::asio::ip::udp;

  Tcp::acceptor& bound(const boost::asio::ip::address& address);
  std::uint16_t start_dropping(const boost::asio::ip::address& address);
  std::uint16_t start_mute_udp(const boost::asio::ip::address& address);

  boost::asio::io_context& context_;
  std::list<Tcp::acceptor> acceptors_;
  std::list<Tcp::socket> fillers_;  ///< our own connections that keep a queue full
  std::list<Udp::socket> datagrams_;
};

}  // namespace flowvet::cli
