// Windows: the same contract over Winsock. ICMP evidence of a failed connect comes from TCP_ICMP_ERROR_INFO, which Windows 10
// and Server 2019 lack before build 2004; without it a reject is reported as what connect() said.
#include "probe/os/os.hpp"

#include <boost/asio/ip/unicast.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <winsock2.h>
#include <ws2tcpip.h>

#include <iphlpapi.h>

#include <array>
#include <cstring>

namespace flowvet::probe::os {

namespace {

// Windows has no limit of descriptors; this many sockets at once stay clear of its default range of 16,384 source ports.
constexpr std::size_t socket_budget = 8192;

// ws2ipdef.h of the Windows 10 SDK from build 2004 on; mingw's headers are older.
constexpr int tcp_fail_connect_on_icmp_error = 18;
constexpr int tcp_icmp_error_info = 19;
struct TcpIcmpErrorInfo {
  union {
    sockaddr_in v4;
    sockaddr_in6 v6;
  } offender;
  std::int32_t protocol;  // IPPROTO, an enumeration
  std::uint8_t type, code;
};

template <class Socket>
void set_hops(Socket& socket, Reach reach, boost::system::error_code& error) {
  if (reach.hops > 0) socket.set_option(asio::ip::unicast::hops(reach.hops), error);
}

/// The ICMP error that ended a connect, where this Windows keeps it.
std::optional<Icmp> connect_icmp(asio::ip::tcp::socket& socket) {
  TcpIcmpErrorInfo info{};
  int size = sizeof info;
  const bool known = ::getsockopt(socket.native_handle(), IPPROTO_TCP, tcp_icmp_error_info, reinterpret_cast<char*>(&info), &size) == 0;
  if (!known || (info.protocol != IPPROTO_ICMP && info.protocol != IPPROTO_ICMPV6)) return std::nullopt;
  const bool v4 = info.protocol == IPPROTO_ICMP;
  Icmp icmp{v4 ? Family::v4 : Family::v6, info.type, info.code, std::nullopt, 0, 0};
  asio::ip::tcp::endpoint offender;
  std::memcpy(offender.data(), &info.offender, v4 ? sizeof info.offender.v4 : sizeof info.offender.v6);
  icmp.offender = from_asio(offender.address());
  return icmp;
}

/// Any free port of our address.
template <class Endpoint>
std::optional<Endpoint> any_port_of(const std::optional<IpAddress>& source) {
  return source ? std::optional(Endpoint(to_asio(*source), 0)) : std::nullopt;
}

/// Without the option Windows lets a second socket bind a port that its own DHCP client holds, and take that client's datagrams.
template <class Socket, class Endpoint>
NetError open_bound(Socket& socket, const Endpoint& local) {
  boost::system::error_code error;
  socket.open(local.protocol(), error);
  if (error) return to_net_error(error.value());
  const BOOL alone = TRUE;
  ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_EXCLUSIVEADDRUSE, reinterpret_cast<const char*>(&alone), sizeof alone);
  socket.bind(local, error);
  const bool is_taken = error.value() == WSAEACCES || error.value() == WSAEADDRINUSE;
  return local.port() != 0 && is_taken ? NetError{ErrorKind::port_taken, error.value()} : to_net_error(error.value());
}

template <class Socket, class Endpoint>
NetError open_connected(Socket& socket, const Endpoint& target, const std::optional<Endpoint>& local, Reach reach = {}) {
  boost::system::error_code error;
  if (local) {
    if (const NetError unbound = open_bound(socket, *local); unbound.kind != ErrorKind::none) return unbound;
  } else {
    socket.open(target.protocol(), error);
  }
  if (!error) set_hops(socket, reach, error);
  if (!error) socket.connect(target, error);
  return to_net_error(error.value());
}

}  // namespace

NetError to_net_error(int code) {
  switch (code) {
    case 0: return {};
    case WSAECONNREFUSED: case ERROR_CONNECTION_REFUSED: return {ErrorKind::refused, code};
    case WSAECONNRESET: case WSAECONNABORTED: case ERROR_NETNAME_DELETED: case ERROR_CONNECTION_ABORTED: return {ErrorKind::reset, code};
    case WSAETIMEDOUT: case ERROR_SEM_TIMEOUT: return {ErrorKind::timed_out, code};
    case WSAENETUNREACH: case ERROR_NETWORK_UNREACHABLE: return {ErrorKind::net_unreachable, code};
    case WSAEHOSTUNREACH: case ERROR_HOST_UNREACHABLE: return {ErrorKind::host_unreachable, code};
    case WSAEACCES: return {ErrorKind::not_permitted, code};
    case WSAEMSGSIZE: return {ErrorKind::too_big, code};
    case WSAEMFILE: case WSAENOBUFS: return {ErrorKind::no_descriptors, code};
    case WSAEADDRNOTAVAIL: case WSAEADDRINUSE: return {ErrorKind::no_source_port, code};
    case WSAEAFNOSUPPORT: case WSAEPROTONOSUPPORT: return {ErrorKind::unsupported, code};
    default: return {ErrorKind::other, code};
  }
}

std::size_t free_descriptors() { return socket_budget; }

std::optional<Icmp> take_icmp(asio::detail::socket_type, ByteView) {
  return std::nullopt;
}

Io<Received> receive(asio::detail::socket_type native_socket, std::span<std::uint8_t> buffer) {
  const int size = ::recv(native_socket, reinterpret_cast<char*>(buffer.data()), static_cast<int>(buffer.size()), 0);
  if (size >= 0) return Received{static_cast<std::size_t>(size), 0};
  const int error = ::WSAGetLastError();
  if (error == WSAEWOULDBLOCK) return NetError{ErrorKind::timed_out, 0};
  return to_net_error(error);
}

Task<ConnectEnd> connect(asio::ip::tcp::socket& socket, asio::ip::tcp::endpoint target, std::optional<IpAddress> source, Reach reach) {
  if (reach.floor > 0) co_return ConnectEnd{NetError{ErrorKind::unsupported, 0}, std::nullopt};
  boost::system::error_code error;
  socket.open(target.protocol(), error);
  const DWORD on = 1;
  if (!error)
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, tcp_fail_connect_on_icmp_error, reinterpret_cast<const char*>(&on), sizeof on);
  if (!error) set_hops(socket, reach, error);
  if (!error && source) socket.bind(asio::ip::tcp::endpoint(to_asio(*source), 0), error);
  if (!error) co_await socket.async_connect(target, asio::redirect_error(asio::use_awaitable, error));
  if (error == asio::error::operation_aborted) co_return ConnectEnd{NetError{ErrorKind::timed_out, 0}, std::nullopt};
  if (error) co_return ConnectEnd{to_net_error(error.value()), connect_icmp(socket)};
  socket.remote_endpoint(error);
  co_return ConnectEnd{to_net_error(error.value()), std::nullopt};
}

bool connect_has_ended(asio::ip::tcp::socket&) { return false; }

ConnectEnd end_of_connect(asio::ip::tcp::socket&) { return {NetError{ErrorKind::timed_out, 0}, std::nullopt}; }

bool never_left(asio::ip::tcp::socket&) { return false; }  // connect() itself says so (WSAEACCES)

bool has_news(asio::ip::udp::socket& socket) {
  WSAPOLLFD ready{socket.native_handle(), POLLRDNORM, 0};
  return ::WSAPoll(&ready, 1, 0) > 0;
}

NetError open_udp(asio::ip::udp::socket& socket, const asio::ip::udp::endpoint& target, const std::optional<asio::ip::udp::endpoint>& local,
                  Reach reach) {
  return open_connected(socket, target, local, reach);
}

NetError open_udp_unconnected(asio::ip::udp::socket& socket, const asio::ip::udp::endpoint& local, Reach reach) {
  if (const NetError unbound = open_bound(socket, local); unbound.kind != ErrorKind::none) return unbound;
  boost::system::error_code error;
  set_hops(socket, reach, error);
  return to_net_error(error.value());
}

Io<EchoSocket> open_icmp(asio::ip::icmp::socket& socket, const asio::ip::icmp::endpoint& target, const std::optional<IpAddress>& source,
                         Reach reach) {
  const NetError error = open_connected(socket, target, any_port_of<asio::ip::icmp::endpoint>(source), reach);
  if (error.kind == ErrorKind::none) return EchoSocket::raw;
  if (error.code == WSAEACCES) return NetError{ErrorKind::no_privilege, error.code};
  return error;
}

bool has_route(const IpAddress& target) {
  asio::io_context context;
  asio::ip::udp::socket socket(context);
  return open_connected(socket, asio::ip::udp::endpoint(to_asio(target), 9), {}).kind == ErrorKind::none;
}

bool is_own_address(const IpAddress& address) {
  asio::io_context context;
  const asio::ip::udp::endpoint endpoint(to_asio(address), 0);
  asio::ip::udp::socket socket(context, endpoint.protocol());
  boost::system::error_code error;
  socket.bind(endpoint, error);
  return !error;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), static_cast<int>(name.size()) - 1) != 0) return "localhost";
  return name.data();
}

std::optional<std::size_t> source_port_count() { return std::nullopt; }

std::optional<bool> clock_is_synchronised() { return std::nullopt; }

}  // namespace flowvet::probe::os
