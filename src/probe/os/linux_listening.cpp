// Linux: sockets that listen. IP_PKTINFO says which of our addresses was asked, and answers leave from that one: a socket bound to the
// wildcard address would answer from whatever address the route prefers, which no client and no firewall expects.
#include "probe/os/listening.hpp"

#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>

namespace flowvet::probe::os {

namespace {

constexpr int backlog = 4096;  // the kernel's own upper limit; whoever floods it meets SYN cookies
constexpr int first_inherited = 3;  // sd_listen_fds(3)

void set(int fd, int level, int name, int value) {
  ::setsockopt(fd, level, name, &value, sizeof value);
}

NetError bind_error(int code) {
  switch (code) {
    case EADDRINUSE: return {ErrorKind::port_taken, code};
    case EACCES: case EPERM: return {ErrorKind::no_privilege, code};
    case EADDRNOTAVAIL: case EAFNOSUPPORT: return {ErrorKind::no_source_address, code};
    default: return to_net_error(code);
  }
}

void ask_for_evidence(int fd, bool v4) {
  if (v4) {
    set(fd, IPPROTO_IP, IP_PKTINFO, 1);
    set(fd, IPPROTO_IP, IP_RECVTTL, 1);
    set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
  } else {
    set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
    set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE);
    set(fd, IPPROTO_IPV6, IPV6_DONTFRAG, 1);
  }
}

template <class Socket, class Protocol>
NetError give(int fd, Socket& socket, const Protocol& protocol) {
  boost::system::error_code error;
  socket.assign(protocol, fd, error);
  if (!error) socket.non_blocking(true, error);
  if (!error) return {};
  if (!socket.is_open()) ::close(fd);
  return to_net_error(error.value());
}

/// An open descriptor bound to `local`, or what went wrong.
template <class Endpoint>
Io<int> open_bound(const Endpoint& local, int type) {
  const int family = local.protocol().family();
  const int fd = ::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return bind_error(errno);
  if (family == AF_INET6) set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  if (type == SOCK_STREAM) set(fd, SOL_SOCKET, SO_REUSEADDR, 1);  // connections of an earlier responder may still be closing
  if (::bind(fd, local.data(), static_cast<socklen_t>(local.size())) == 0) return fd;
  const int error = errno;
  ::close(fd);
  return bind_error(error);
}

/// IPv4 in an IPv6 address, as a socket of both families has it, becomes what it is.
asio::ip::address plain(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  return address;
}

template <class Endpoint>
Endpoint endpoint_of(const sockaddr_storage& from, socklen_t size) {
  Endpoint endpoint;
  std::memcpy(endpoint.data(), &from, size);
  endpoint.resize(size);
  return endpoint;
}

void read_evidence(msghdr& message, Datagram& datagram) {
  for (cmsghdr* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
    int number = 0;
    if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
      in_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(control), sizeof info);
      datagram.target.family = Family::v4;
      std::memcpy(datagram.target.bytes.data(), &info.ipi_spec_dst, sizeof info.ipi_spec_dst);
    } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(control), sizeof info);
      asio::ip::address_v6::bytes_type bytes;
      std::memcpy(bytes.data(), &info.ipi6_addr, bytes.size());
      const asio::ip::address_v6 address(bytes, IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr) ? info.ipi6_ifindex : 0);
      datagram.target = from_asio(plain(address));
    } else if ((control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_TTL) ||
               (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_HOPLIMIT)) {
      std::memcpy(&number, CMSG_DATA(control), sizeof number);
      datagram.hops_left = static_cast<std::uint8_t>(number);
    }
  }
}

template <class Info>
void put_control(msghdr& message, int level, int type, const Info& info) {
  message.msg_controllen = CMSG_SPACE(sizeof info);
  cmsghdr* control = CMSG_FIRSTHDR(&message);
  control->cmsg_level = level;
  control->cmsg_type = type;
  control->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(control), &info, sizeof info);
}

int number_in(const char* name) {
  const char* text = std::getenv(name);
  int value = 0;
  if (text == nullptr) return 0;
  const auto end = text + std::strlen(text);
  const auto [stop, error] = std::from_chars(text, end, value);
  return error == std::errc{} && stop == end ? value : 0;
}

/// nullopt for whatever is no bound IP socket of a kind that we can use.
std::optional<Inherited> describe(int fd) {
  int type = 0;
  socklen_t size = sizeof type;
  if (::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || (type != SOCK_STREAM && type != SOCK_DGRAM)) return std::nullopt;
  int listens = 0;
  size = sizeof listens;
  if (type == SOCK_STREAM && (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0)) return std::nullopt;
  sockaddr_storage local{};
  size = sizeof local;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&local), &size) != 0) return std::nullopt;
  if (local.ss_family != AF_INET && local.ss_family != AF_INET6) return std::nullopt;
  const auto endpoint = endpoint_of<asio::ip::udp::endpoint>(local, size);
  return Inherited{type == SOCK_STREAM ? catalog::Transport::tcp : catalog::Transport::udp, from_asio(endpoint.address()), endpoint.port(),
                   fd};
}

}  // namespace

NetError open_listener(asio::ip::tcp::acceptor& acceptor, const asio::ip::tcp::endpoint& local) {
  const auto fd = open_bound(local, SOCK_STREAM);
  if (!fd) return fd.error();
  set(*fd, IPPROTO_TCP, TCP_SAVE_SYN, 1);
  if (::listen(*fd, backlog) != 0) {
    const int error = errno;
    ::close(*fd);
    return bind_error(error);
  }
  return give(*fd, acceptor, local.protocol());
}

NetError open_datagrams(asio::ip::udp::socket& socket, const asio::ip::udp::endpoint& local) {
  const auto fd = open_bound(local, SOCK_DGRAM);
  if (!fd) return fd.error();
  ask_for_evidence(*fd, local.protocol() == asio::ip::udp::v4());
  return give(*fd, socket, local.protocol());
}

NetError accept(asio::ip::tcp::acceptor& acceptor, asio::ip::tcp::socket& into, asio::ip::tcp::endpoint& peer) {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  const int fd = ::accept4(acceptor.native_handle(), reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0 && (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)) return {ErrorKind::timed_out, 0};
  if (fd < 0) return to_net_error(errno);
  peer = endpoint_of<asio::ip::tcp::endpoint>(from, size);
  const auto protocol = peer.protocol();
  peer.address(plain(peer.address()));
  return give(fd, into, protocol);
}

std::uint8_t hops_left_of_syn(asio::ip::tcp::socket& accepted) {
  std::array<std::uint8_t, 256> headers{};
  socklen_t size = headers.size();
  if (::getsockopt(accepted.native_handle(), IPPROTO_TCP, TCP_SAVED_SYN, headers.data(), &size) != 0 || size < sizeof(iphdr)) return 0;
  constexpr std::size_t ttl_of_v4 = 8;
  constexpr std::size_t hop_limit_of_v6 = 7;
  return headers[0] >> 4U == 4 ? headers[ttl_of_v4] : headers[hop_limit_of_v6];
}

Io<Datagram> receive_from(asio::ip::udp::socket& socket, std::span<std::uint8_t> buffer) {
  alignas(cmsghdr) std::array<char, 256> control{};
  sockaddr_storage from{};
  iovec into{buffer.data(), buffer.size()};
  msghdr message{};
  message.msg_name = &from;
  message.msg_namelen = sizeof from;
  message.msg_iov = &into;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const auto size = ::recvmsg(socket.native_handle(), &message, MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return NetError{ErrorKind::timed_out, 0};
  if (size < 0) return to_net_error(errno);
  Datagram datagram;
  datagram.size = static_cast<std::size_t>(size);
  datagram.cut = (message.msg_flags & MSG_TRUNC) != 0;
  datagram.source = endpoint_of<asio::ip::udp::endpoint>(from, message.msg_namelen);
  datagram.source.address(plain(datagram.source.address()));
  read_evidence(message, datagram);
  return datagram;
}

NetError send_from(asio::ip::udp::socket& socket, ByteView bytes, const IpAddress& from, const asio::ip::udp::endpoint& to) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in6_pktinfo))> control{};
  boost::system::error_code error;
  const bool v6_socket = socket.local_endpoint(error).address().is_v6();
  asio::ip::udp::endpoint peer = to;
  if (v6_socket && to.address().is_v4()) peer.address(asio::ip::make_address_v6(asio::ip::v4_mapped, to.address().to_v4()));
  iovec out{const_cast<std::uint8_t*>(bytes.data()), bytes.size()};  // sendmsg does not write to it
  msghdr message{};
  message.msg_name = peer.data();
  message.msg_namelen = static_cast<socklen_t>(peer.size());
  message.msg_iov = &out;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  if (!v6_socket) {
    in_pktinfo info{};
    std::memcpy(&info.ipi_spec_dst, from.bytes.data(), sizeof info.ipi_spec_dst);
    put_control(message, IPPROTO_IP, IP_PKTINFO, info);
  } else {
    const auto address = to_asio(from);
    const auto six = address.is_v6() ? address.to_v6() : asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4());
    in6_pktinfo info{};
    std::memcpy(&info.ipi6_addr, six.to_bytes().data(), sizeof info.ipi6_addr);
    info.ipi6_ifindex = from.scope;
    put_control(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
  }
  return ::sendmsg(socket.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? to_net_error(errno) : NetError{};
}

std::vector<Inherited> take_inherited() {
  const bool is_ours = number_in("LISTEN_PID") == ::getpid();
  const int count = is_ours ? number_in("LISTEN_FDS") : 0;
  ::unsetenv("LISTEN_PID");
  ::unsetenv("LISTEN_FDS");
  ::unsetenv("LISTEN_FDNAMES");
  std::vector<Inherited> sockets;
  for (int fd = first_inherited; fd < first_inherited + count; ++fd)
    if (auto socket = describe(fd)) sockets.push_back(*socket);
  return sockets;
}

NetError adopt(asio::ip::tcp::acceptor& acceptor, const Inherited& inherited) {
  set(inherited.descriptor, IPPROTO_TCP, TCP_SAVE_SYN, 1);
  return give(inherited.descriptor, acceptor, inherited.address.family == Family::v4 ? asio::ip::tcp::v4() : asio::ip::tcp::v6());
}

NetError adopt(asio::ip::udp::socket& socket, const Inherited& inherited) {
  const bool v4 = inherited.address.family == Family::v4;
  ask_for_evidence(inherited.descriptor, v4);
  return give(inherited.descriptor, socket, v4 ? asio::ip::udp::v4() : asio::ip::udp::v6());
}

}  // namespace flowvet::probe::os
