// Linux: packets that nobody may fragment, this host's kernel included, and the MTU of its own link.
#include "probe/os/os.hpp"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace flowvet::probe::os {

namespace {

// linux/in6.h, which cannot be included beside netinet/in.h.
constexpr int ipv6_dontfrag = 62;

/// The MTU in the error that the kernel itself left in the queue about a datagram that it did not send; 0 where there is none.
std::uint32_t take_local_mtu(int fd) {
  alignas(cmsghdr) std::array<char, 512> control{};
  msghdr message{};
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (::recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return 0;
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    const bool v4 = part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR;
    const bool v6 = part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR;
    if (!v4 && !v6) continue;
    sock_extended_err error{};
    std::memcpy(&error, CMSG_DATA(part), sizeof error);
    if (error.ee_origin == SO_EE_ORIGIN_LOCAL && error.ee_errno == EMSGSIZE) return error.ee_info;
  }
  return 0;
}

}  // namespace

/// PROBE rather than DO: what the kernel has learnt of the path before must neither hide it nor keep a packet from being sent.
NetError forbid_fragments(int native_socket, Family family) {
  const bool v4 = family == Family::v4;
  const int mode = v4 ? IP_PMTUDISC_PROBE : IPV6_PMTUDISC_PROBE;
  const int on = 1;
  int failed = ::setsockopt(native_socket, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_MTU_DISCOVER : IPV6_MTU_DISCOVER, &mode, sizeof mode);
  if (failed == 0 && !v4) failed = ::setsockopt(native_socket, IPPROTO_IPV6, ipv6_dontfrag, &on, sizeof on);
  return failed == 0 ? NetError{} : to_net_error(errno);
}

std::uint16_t link_mtu(const IpAddress& target, const std::optional<IpAddress>& source) {
  constexpr std::uint16_t discard_port = 9;
  static constexpr std::array<char, 65507> largest_datagram{};
  asio::io_context context;
  asio::ip::udp::socket socket(context);
  const auto local = source ? std::optional(asio::ip::udp::endpoint(to_asio(*source), 0)) : std::nullopt;
  if (open_udp(socket, {to_asio(target), discard_port}, local, {}).kind != ErrorKind::none) return 0;
  const int fd = socket.native_handle();
  if (forbid_fragments(fd, target.family).kind != ErrorKind::none) return 0;
  if (::send(fd, largest_datagram.data(), largest_datagram.size(), MSG_DONTWAIT) >= 0 || errno != EMSGSIZE) return 0;
  const std::uint32_t mtu = take_local_mtu(fd);
  return mtu <= UINT16_MAX ? static_cast<std::uint16_t>(mtu) : std::uint16_t{0};
}

}  // namespace flowvet::probe::os
