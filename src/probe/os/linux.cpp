// Linux: sockets, the error queue and limits. What is read, and in which order, decides whether a firewall's reject is told
// from an absent host, and whether a failed connect can look like a success; the order below is deliberate.
#include "probe/os/network.hpp"
#include "probe/os/os.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace flowvet::probe::os {

namespace {

/// Owns a descriptor until an Asio socket takes it over.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  [[nodiscard]] int get() const { return value_; }
  int release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

void report_icmp(int fd, int family, bool on) {
  const int value = on ? 1 : 0;
  if (family == AF_INET)
    ::setsockopt(fd, IPPROTO_IP, IP_RECVERR, &value, sizeof value);
  else
    ::setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &value, sizeof value);
}

void set_option(int fd, int level, int name, int value) {
  ::setsockopt(fd, level, name, &value, sizeof value);
}

// linux/in6.h, which cannot be included beside netinet/in.h.
constexpr int ipv6_autoflowlabel = 70;
constexpr int ipv6_minhopcount = 73;

/// Also asks for the hop limit of what comes back. IPv6 load balancers look at the flow label, which the kernel derives from the
/// source port: without it all packets of a trace look alike but for that port.
void set_reach(int fd, int family, Reach reach) {
  const bool v4 = family == AF_INET;
  set_option(fd, v4 ? int{IPPROTO_IP} : int{IPPROTO_IPV6}, v4 ? IP_RECVTTL : IPV6_RECVHOPLIMIT, 1);
  if (reach.hops > 0) {
    set_option(fd, v4 ? int{IPPROTO_IP} : int{IPPROTO_IPV6}, v4 ? IP_TTL : IPV6_UNICAST_HOPS, reach.hops);
    if (!v4) set_option(fd, IPPROTO_IPV6, ipv6_autoflowlabel, 0);
  }
  if (reach.floor > 0) set_option(fd, v4 ? int{IPPROTO_IP} : int{IPPROTO_IPV6}, v4 ? IP_MINTTL : ipv6_minhopcount, reach.floor);
}

/// Any free port of our address.
template <class Endpoint>
std::optional<Endpoint> any_port_of(const std::optional<IpAddress>& source) {
  return source ? std::optional(Endpoint(to_asio(*source), 0)) : std::nullopt;
}

template <class Endpoint>
NetError bind_to(int fd, const std::optional<Endpoint>& local) {
  if (!local || ::bind(fd, local->data(), static_cast<socklen_t>(local->size())) == 0) return {};
  // With or without a port, this code means the address.
  if (errno == EADDRNOTAVAIL) return {ErrorKind::no_source_address, errno};
  if (local->port() != 0 && errno == EADDRINUSE) return {ErrorKind::port_taken, errno};
  if (local->port() != 0 && errno == EACCES) return {ErrorKind::no_privilege, errno};
  return to_net_error(errno);
}

int take_socket_error(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

bool has_peer(int fd) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  return ::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
}

IpAddress address_of(const sockaddr* address) {
  IpAddress result;
  if (address->sa_family == AF_INET) {
    std::memcpy(result.bytes.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, 4);
  } else {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    result.family = Family::v6;
    std::memcpy(result.bytes.data(), &v6->sin6_addr, 16);
    result.scope = v6->sin6_scope_id;
  }
  return result;
}

/// The hop limit that a message arrived with, 0 when the kernel did not say.
std::uint8_t hops_left_in(msghdr& message) {
  for (cmsghdr* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
    const bool v4 = control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_TTL;
    const bool v6 = control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_HOPLIMIT;
    if (!v4 && !v6) continue;
    int hops = 0;
    std::memcpy(&hops, CMSG_DATA(control), sizeof hops);
    return static_cast<std::uint8_t>(hops);
  }
  return 0;
}

/// The ICMP error in one message of the error queue, if that is what it is.
std::optional<Icmp> icmp_in(msghdr& message) {
  for (cmsghdr* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
    const bool v4 = control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_RECVERR;
    const bool v6 = control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_RECVERR;
    if (!v4 && !v6) continue;
    const auto* error = reinterpret_cast<const sock_extended_err*>(CMSG_DATA(control));
    if (error->ee_origin != SO_EE_ORIGIN_ICMP && error->ee_origin != SO_EE_ORIGIN_ICMP6) continue;
    Icmp icmp{v4 ? Family::v4 : Family::v6, error->ee_type, error->ee_code, std::nullopt, 0, hops_left_in(message)};
    const bool says_mtu = v4 ? icmp.type == ICMP_DEST_UNREACH && icmp.code == ICMP_FRAG_NEEDED : icmp.type == ICMP6_PACKET_TOO_BIG;
    if (says_mtu) icmp.mtu = error->ee_info;
    const sockaddr* offender = SO_EE_OFFENDER(error);
    if (offender->sa_family == AF_INET || offender->sa_family == AF_INET6) icmp.offender = address_of(offender);
    return icmp;
  }
  return std::nullopt;
}

/// What connect() itself says, before any packet: this host's own routes, addresses and ports. The same codes mean other things when
/// they come back from the network.
NetError refused_by_this_host(int code, int family) {
  const auto unless_no_address = [&](ErrorKind kind) {
    return NetError{has_global_address(family == AF_INET ? Family::v4 : Family::v6) ? kind : ErrorKind::no_own_address, code};
  };
  switch (code) {
    case ENETUNREACH:
    case EHOSTUNREACH:  // a route of type `unreachable`
    case EINVAL:        // `blackhole`, or a link-local address without its zone
      return unless_no_address(ErrorKind::net_unreachable);
    case EADDRNOTAVAIL:
      return unless_no_address(ErrorKind::no_source_port);
    case EACCES:  // `prohibit`
      return {ErrorKind::not_permitted, code};
    default:
      return to_net_error(code);
  }
}

/// Where a host has a route and no address to send from, Linux takes ::1, and what is sent vanishes.
bool is_sent_from_loopback(int fd, const sockaddr* target) {
  if (target->sa_family != AF_INET6 || is_loopback(address_of(target))) return false;
  sockaddr_in6 local{};
  socklen_t size = sizeof local;
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&local), &size) == 0 && IN6_IS_ADDR_LOOPBACK(&local.sin6_addr);
}

struct ConnectState {
  bool pending = false;
  ConnectEnd end;
};

/// SO_ERROR first: draining the error queue clears it, and a failed connect would look connected. A zero SO_ERROR without a
/// peer is an ICMP error that arrived while connect() held the socket, or a connect that is still under way.
ConnectState connect_state(int fd) {
  ConnectState state;
  if (const int error = take_socket_error(fd); error != 0) {
    state.end = {to_net_error(error), take_icmp(fd)};
  } else if (!has_peer(fd)) {
    state.end.icmp = take_icmp(fd);
    state.pending = !state.end.icmp;
    if (state.end.icmp) state.end.error = NetError{ErrorKind::host_unreachable, 0};
  }
  return state;
}

/// Connects without waiting. What a near host has answered by the time connect() returns is seen at once, which spares the
/// event loop; a far one costs one poll.
ConnectState begin_connect(int fd, const asio::ip::tcp::endpoint& target) {
  if (::connect(fd, target.data(), static_cast<socklen_t>(target.size())) == 0) return connect_state(fd);
  if (errno != EINPROGRESS) {
    const int error = errno;
    return {false, {refused_by_this_host(error, target.protocol().family()), take_icmp(fd)}};
  }
  if (is_sent_from_loopback(fd, target.data())) return {false, {NetError{ErrorKind::no_own_address, 0}, std::nullopt}};
  pollfd ready{fd, POLLOUT, 0};
  if (::poll(&ready, 1, 0) == 0) return {true, {}};
  return connect_state(fd);
}

ConnectEnd conclude_connect(int fd, ConnectState state) {
  if (state.pending) return {NetError{ErrorKind::timed_out, 0}, std::nullopt};
  if (state.end.error.kind != ErrorKind::none) return std::move(state.end);
  int family = 0;
  socklen_t size = sizeof family;
  ::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &size);
  // On an established connection a later soft ICMP error would abort a healthy dialogue.
  report_icmp(fd, family, false);
  return {};
}

template <class Socket, class Protocol>
NetError hand_over(Descriptor& fd, Socket& socket, const Protocol& protocol) {
  boost::system::error_code error;
  socket.assign(protocol, fd.get(), error);
  if (error) return to_net_error(error.value());
  fd.release();
  return {};
}

template <class Socket, class Endpoint>
NetError open_connected(Socket& socket, int type, int protocol, const Endpoint& target, const std::optional<Endpoint>& local, Reach reach) {
  const int family = target.protocol().family();
  Descriptor fd(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
  if (fd.get() < 0) return to_net_error(errno);
  report_icmp(fd.get(), family, true);
  set_reach(fd.get(), family, reach);
  if (const NetError unbound = bind_to(fd.get(), local); unbound.kind != ErrorKind::none) return unbound;
  if (::connect(fd.get(), target.data(), static_cast<socklen_t>(target.size())) != 0) return refused_by_this_host(errno, family);
  if (is_sent_from_loopback(fd.get(), target.data())) return {ErrorKind::no_own_address, 0};
  return hand_over(fd, socket, target.protocol());
}

}  // namespace

NetError to_net_error(int code) {
  switch (code) {
    case 0: return {};
    case ECONNREFUSED: return {ErrorKind::refused, code};
    case ECONNRESET: case EPIPE: case ECONNABORTED: return {ErrorKind::reset, code};
    case ETIMEDOUT: return {ErrorKind::timed_out, code};
    case ENETUNREACH: case ENONET: return {ErrorKind::net_unreachable, code};
    case EHOSTUNREACH: case EHOSTDOWN: return {ErrorKind::host_unreachable, code};
    case EACCES: return {ErrorKind::prohibited, code};
    case ENOPROTOOPT: case EPROTO: case EOPNOTSUPP: return {ErrorKind::protocol_unreachable, code};
    case EMSGSIZE: return {ErrorKind::too_big, code};
    case EPERM: return {ErrorKind::not_permitted, code};
    case EMFILE: case ENFILE: case ENOBUFS: case ENOMEM: return {ErrorKind::no_descriptors, code};
    case EADDRNOTAVAIL: case EAGAIN: case EADDRINUSE: return {ErrorKind::no_source_port, code};
    case EAFNOSUPPORT: case EPROTONOSUPPORT: return {ErrorKind::unsupported, code};
    default: return {ErrorKind::other, code};
  }
}

std::optional<Icmp> take_icmp(int native_socket, ByteView echo_mark) {
  constexpr std::size_t mark_at = 4;  // after type, code and checksum
  std::optional<Icmp> newest;
  while (true) {
    alignas(cmsghdr) std::array<char, 512> control{};
    std::array<std::uint8_t, 8> quoted{};  // what every router quotes of our packet (RFC 792)
    iovec into{quoted.data(), quoted.size()};
    sockaddr_storage name{};
    msghdr message{};
    message.msg_name = &name;
    message.msg_namelen = sizeof name;
    message.msg_iov = &into;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (::recvmsg(native_socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return newest;
    if (!echo_mark.empty() && !std::equal(echo_mark.begin(), echo_mark.end(), quoted.begin() + mark_at)) continue;
    if (auto icmp = icmp_in(message)) newest = std::move(icmp);
  }
}

Io<Received> receive(int native_socket, std::span<std::uint8_t> buffer) {
  alignas(cmsghdr) std::array<char, 256> control{};
  iovec into{buffer.data(), buffer.size()};
  msghdr message{};
  message.msg_iov = &into;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const auto size = ::recvmsg(native_socket, &message, MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return NetError{ErrorKind::timed_out, 0};
  if (size < 0) return to_net_error(errno);
  return Received{static_cast<std::size_t>(size), hops_left_in(message)};
}

Task<ConnectEnd> connect(asio::ip::tcp::socket& socket, asio::ip::tcp::endpoint target, std::optional<IpAddress> source, Reach reach) {
  const int family = target.protocol().family();
  Descriptor fd(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (fd.get() < 0) co_return ConnectEnd{to_net_error(errno), std::nullopt};
  report_icmp(fd.get(), family, true);
  if (reach.hops > 0 || reach.floor > 0) set_reach(fd.get(), family, reach);
  const NetError unbound = bind_to(fd.get(), any_port_of<asio::ip::tcp::endpoint>(source));
  if (unbound.kind != ErrorKind::none) co_return ConnectEnd{unbound, std::nullopt};
  ConnectState state = begin_connect(fd.get(), target);
  if (!state.pending && state.end.error.kind != ErrorKind::none) co_return state.end;

  boost::system::error_code error;
  socket.assign(target.protocol(), fd.get(), error);
  if (error) co_return ConnectEnd{to_net_error(error.value()), std::nullopt};
  const int native = fd.release();
  while (state.pending) {
    co_await socket.async_wait(asio::ip::tcp::socket::wait_write, asio::redirect_error(asio::use_awaitable, error));
    state = connect_state(native);
    if (error) break;  // cancelled: a deadline or an interrupt; whatever evidence there is has just been read
  }
  co_return conclude_connect(native, std::move(state));
}

bool connect_has_ended(asio::ip::tcp::socket& socket) {
  pollfd ready{socket.native_handle(), POLLOUT, 0};
  return ::poll(&ready, 1, 0) != 0;
}

ConnectEnd end_of_connect(asio::ip::tcp::socket& socket) {
  return conclude_connect(socket.native_handle(), connect_state(socket.native_handle()));
}

bool never_left(asio::ip::tcp::socket& socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket.native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
  if (info.tcpi_state != TCP_SYN_SENT || info.tcpi_total_retrans == 0 || info.tcpi_retrans != 0) return false;
  // Without an address of its own for the way a host's packets do not leave either, and no firewall is at fault.
  boost::system::error_code error;
  return has_global_address(socket.local_endpoint(error).address().is_v6() ? Family::v6 : Family::v4);
}

bool has_news(asio::ip::udp::socket& socket) {
  pollfd ready{socket.native_handle(), POLLIN, 0};
  return ::poll(&ready, 1, 0) != 0;
}

NetError open_udp(asio::ip::udp::socket& socket, const asio::ip::udp::endpoint& target, const std::optional<asio::ip::udp::endpoint>& local,
                  Reach reach) {
  return open_connected(socket, SOCK_DGRAM, IPPROTO_UDP, target, local, reach);
}

NetError open_udp_unconnected(asio::ip::udp::socket& socket, const asio::ip::udp::endpoint& local, Reach reach) {
  const int family = local.protocol().family();
  Descriptor fd(::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP));
  if (fd.get() < 0) return to_net_error(errno);
  report_icmp(fd.get(), family, true);
  set_reach(fd.get(), family, reach);
  if (const NetError unbound = bind_to(fd.get(), std::optional(local)); unbound.kind != ErrorKind::none) return unbound;
  return hand_over(fd, socket, local.protocol());
}

Io<EchoSocket> open_icmp(asio::ip::icmp::socket& socket, const asio::ip::icmp::endpoint& target, const std::optional<IpAddress>& source,
                         Reach reach) {
  const int protocol = target.protocol().family() == AF_INET ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6};
  const auto local = any_port_of<asio::ip::icmp::endpoint>(source);
  const NetError as_datagram = open_connected(socket, SOCK_DGRAM, protocol, target, local, reach);
  if (as_datagram.kind == ErrorKind::none) return EchoSocket::datagram;
  // Only a refused privilege says that the other kind is worth a try; anything else is about the network or this host's limits.
  if (as_datagram.code != EACCES && as_datagram.code != EPERM && as_datagram.code != EPROTONOSUPPORT) return as_datagram;
  const NetError as_raw = open_connected(socket, SOCK_RAW, protocol, target, local, reach);
  if (as_raw.kind == ErrorKind::none) return EchoSocket::raw;
  if (as_raw.code == EPERM || as_raw.code == EACCES) return NetError{ErrorKind::no_privilege, as_raw.code};
  return as_raw;
}

bool has_route(const IpAddress& target) {
  const asio::ip::udp::endpoint endpoint(to_asio(target), 9);  // the discard port: connecting a datagram socket sends nothing
  const Descriptor fd(::socket(endpoint.protocol().family(), SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP));
  return fd.get() >= 0 && ::connect(fd.get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0 &&
         !is_sent_from_loopback(fd.get(), endpoint.data());
}

bool is_own_address(const IpAddress& address) {
  const asio::ip::udp::endpoint endpoint(to_asio(address), 0);
  const Descriptor fd(::socket(endpoint.protocol().family(), SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP));
  return fd.get() >= 0 && ::bind(fd.get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0;
}

}  // namespace flowvet::probe::os
