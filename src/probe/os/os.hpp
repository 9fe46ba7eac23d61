// The operating system as the probes need it: sockets with their error evidence, limits, routes.
// The files linux*.cpp and windows*.cpp of this folder are the only ones with operating-system calls.
#pragma once

#include "flowvet/probe/observation.hpp"
#include "probe/channel.hpp"

#include <boost/asio/ip/icmp.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flowvet::probe::os {

namespace asio = boost::asio;

/// The portable kind of an operating-system error code, and the code itself.
NetError to_net_error(int code);

/// Raises the soft limit of descriptors to the hard one and returns how many more this process may open.
std::size_t free_descriptors();

asio::ip::address to_asio(const IpAddress& address);
IpAddress from_asio(const asio::ip::address& address);

/// How far packets of a socket may travel, and from how far away answers must not come. Zeros: as the system has it.
struct Reach {
  std::uint8_t hops = 0;  ///< hop limit of what is sent
  /// TCP: segments that arrive with a smaller hop limit are ignored (RFC 5082). Where that cannot be set, connecting is `unsupported`.
  std::uint8_t floor = 0;
};

/// How an attempt to connect ended. Connected only if the kernel says so twice: no pending error and a peer name.
struct ConnectEnd {
  NetError error;
  std::optional<Icmp> icmp;
};

/// Opens, binds to `source` where given, connects. On success `socket` is open and connected; the evidence of a failure has
/// been read before the socket was closed. Cancel through `socket`.
Task<ConnectEnd> connect(asio::ip::tcp::socket& socket, asio::ip::tcp::endpoint target, std::optional<IpAddress> source, Reach reach);

/// Whether a connect that connect() left under way has ended since. Windows cannot leave one under way: always false.
bool connect_has_ended(asio::ip::tcp::socket& socket);
/// How it ended; ErrorKind::timed_out while it has not.
ConnectEnd end_of_connect(asio::ip::tcp::socket& socket);

/// Whether this host repeated the SYN and its own packet filter kept the repetition from leaving: connect() does not say so, and the
/// flow would look dropped on the way. Linux counts a repetition as under way only when it left. False while none was due.
bool never_left(asio::ip::tcp::socket& socket);
/// When the first repetition has certainly been due, counted from connect() (RFC 6298 section 2.1: after one second).
inline constexpr std::chrono::milliseconds first_repetition{1080};

/// Whether a datagram or an ICMP error waits to be read. Reads nothing.
bool has_news(asio::ip::udp::socket& socket);

/// A datagram socket connected to `target`, with ICMP errors reported to it. A port named in `local` that another socket holds
/// is ErrorKind::port_taken: it is never shared, because two listeners would take each other's answers.
NetError open_udp(asio::ip::udp::socket& socket, const asio::ip::udp::endpoint& target, const std::optional<asio::ip::udp::endpoint>& local,
                  Reach reach);

/// The same without a peer: it sends to anybody and hears everybody.
NetError open_udp_unconnected(asio::ip::udp::socket& socket, const asio::ip::udp::endpoint& local, Reach reach);

/// What open_icmp got: the kernel rewrites the identifier on a datagram socket, and a raw IPv4 socket yields the IP header too.
enum class EchoSocket : std::uint8_t { datagram, raw };

/// A socket for ICMP echo connected to `target`: a datagram ("ping") socket, else a raw one, else the error of the former.
Io<EchoSocket> open_icmp(asio::ip::icmp::socket& socket, const asio::ip::icmp::endpoint& target, const std::optional<IpAddress>& source,
                         Reach reach);

/// The newest ICMP error that the kernel matched to this socket, taken from its error queue. A raw ICMP socket is given those of
/// every echo request of this host to the same address: `echo_mark`, where not empty, is the identifier and sequence number that
/// the request quoted in the error must have.
std::optional<Icmp> take_icmp(asio::detail::socket_type native_socket, ByteView echo_mark = {});

/// One message and the hop limit that it arrived with, 0 where the system does not tell.
struct Received {
  std::size_t size = 0;
  std::uint8_t hops_left = 0;
};

/// The next message of a datagram or raw socket; ErrorKind::timed_out when there is none yet.
Io<Received> receive(asio::detail::socket_type native_socket, std::span<std::uint8_t> buffer);

/// From now on no packet of this socket may be fragmented, and what the kernel has learnt of the path's MTU does not count:
/// whatever this host's own link carries is sent. `unsupported` where the system cannot.
NetError forbid_fragments(asio::detail::socket_type native_socket, Family family);

/// The MTU of the link by which packets to `target` leave this host; 0 where that is not known. Sends nothing: the kernel is
/// handed a datagram that is too large, and says for what.
std::uint16_t link_mtu(const IpAddress& target, const std::optional<IpAddress>& source);

/// Whether the routing table has any way to this address. Sends nothing.
bool has_route(const IpAddress& target);

/// Whether this address is one of this host's own. Sends nothing.
bool is_own_address(const IpAddress& address);

std::string host_name();

/// How many source ports outgoing connections may use; nullopt where the system does not say.
std::optional<std::size_t> source_port_count();

/// Whether the kernel regards its clock as synchronised; nullopt where the system does not say.
std::optional<bool> clock_is_synchronised();

}  // namespace flowvet::probe::os
