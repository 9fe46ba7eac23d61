// The operating system as a responder needs it: sockets that listen, datagrams with the address that they were sent to, sockets that
// the system's service manager has opened, and the names of programs that hold a port.
#pragma once

#include "flowvet/base/address.hpp"
#include "flowvet/catalog/catalog.hpp"
#include "probe/os/os.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flowvet::probe::os {

/// A TCP socket that listens; IPv6 ones take no IPv4. ErrorKind::port_taken, no_privilege, no_source_address (not ours, or a family
/// that this host does not have) or no_descriptors are what may go wrong on a healthy host.
NetError open_listener(asio::ip::tcp::acceptor& acceptor, const asio::ip::tcp::endpoint& local);

/// The same for datagrams, with Don't Fragment set on all that is sent, larger than the known path or not.
NetError open_datagrams(asio::ip::udp::socket& socket, const asio::ip::udp::endpoint& local);

/// The next connection that waits; ErrorKind::timed_out when none does.
NetError accept(asio::ip::tcp::acceptor& acceptor, asio::ip::tcp::socket& into, asio::ip::tcp::endpoint& peer);

/// The hop limit with which the SYN of an accepted connection arrived; 0 where the system does not tell.
std::uint8_t hops_left_of_syn(asio::ip::tcp::socket& accepted);

struct Datagram {
  std::size_t size = 0;
  bool cut = false;  ///< it was longer than the buffer
  asio::ip::udp::endpoint source;
  IpAddress target;  ///< the address of ours that it was sent to, with its zone
  std::uint8_t hops_left = 0;
};

/// The next datagram; ErrorKind::timed_out when there is none.
Io<Datagram> receive_from(asio::ip::udp::socket& socket, std::span<std::uint8_t> buffer);

/// Sends from that address of ours, which is the one that the peer asked. Never waits: a full queue loses the datagram.
NetError send_from(asio::ip::udp::socket& socket, ByteView bytes, const IpAddress& from, const asio::ip::udp::endpoint& to);

/// A socket that was handed to this process at its start (systemd's LISTEN_FDS).
struct Inherited {
  catalog::Transport transport = catalog::Transport::tcp;
  IpAddress address;
  std::uint16_t port = 0;
  int descriptor = -1;  ///< ours from now on
};

/// Takes them over; a second call finds none.
std::vector<Inherited> take_inherited();
NetError adopt(asio::ip::tcp::acceptor& acceptor, const Inherited& inherited);
NetError adopt(asio::ip::udp::socket& socket, const Inherited& inherited);

/// Who holds a port of this host.
struct PortHolder {
  catalog::Transport transport = catalog::Transport::tcp;
  IpAddress address;
  std::uint16_t port = 0;
  std::string program;  ///< "sshd (process 812)", or empty where this user may not see it; escape on output
};

/// Every TCP and UDP socket of this host that has a port, listener or not, but for this process's own; empty where the system does
/// not tell.
std::vector<PortHolder> port_holders();

}  // namespace flowvet::probe::os
