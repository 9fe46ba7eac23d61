// Linux hides the packet filter's EPERM from whoever connects, but not what became of a SYN that carries data (RFC 7413): the byte
// counts as sent when the SYN has left, and waits for the connection when it has not. The SYN goes no farther than this host's own link
// and its socket is closed at once; a host there hands the byte to a service only if it takes data from clients without a cookie.
#include "probe/os/kept_back.hpp"
#include "probe/os/network.hpp"
#include "probe/os/os.hpp"

#include <boost/asio/io_context.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace flowvet::probe::os {
namespace {

using boost::asio::ip::tcp;

constexpr int fastopen_no_cookie = 34;  // linux/tcp.h, which cannot be included beside netinet/tcp.h; Linux 4.16
constexpr int asked_times = 3;          // a queue that was full for a moment also keeps a SYN back

/// linux/tcp.h: what Linux 4.6 has behind the tcp_info of the C library.
struct LongTcpInfo {
  tcp_info known;
  std::uint64_t pacing_rate, max_pacing_rate, bytes_acked, bytes_received;
  std::uint32_t segs_out, segs_in, notsent_bytes;
};

void set_option(tcp::socket& socket, int level, int name, int value) {
  ::setsockopt(socket.native_handle(), level, name, &value, sizeof value);
}

/// Whether the data of one SYN stayed behind; nullopt where it could not be tried.
std::optional<bool> stays_behind(const tcp::endpoint& target, const std::optional<IpAddress>& source) {
  boost::asio::io_context context;
  tcp::socket socket(context);
  boost::system::error_code error;
  socket.open(target.protocol(), error);
  if (error) return std::nullopt;
  if (source) socket.bind({to_asio(*source), 0}, error);
  if (error) return std::nullopt;
  socket.native_non_blocking(true, error);
  const bool v4 = target.protocol() == tcp::v4();
  set_option(socket, v4 ? int{IPPROTO_IP} : int{IPPROTO_IPV6}, v4 ? IP_TTL : IPV6_UNICAST_HOPS, 1);
  set_option(socket, IPPROTO_TCP, fastopen_no_cookie, 1);
  const char byte = 0;
  const auto length = static_cast<socklen_t>(target.size());
  if (::sendto(socket.native_handle(), &byte, sizeof byte, MSG_FASTOPEN, target.data(), length) != sizeof byte) return std::nullopt;
  LongTcpInfo info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket.native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || size < sizeof info) return std::nullopt;
  return info.notsent_bytes > 0;
}

/// Whether data goes with a SYN at all: older kernels stop that for an hour after trouble on the way. Nothing listens on a port that
/// is only bound.
bool works_here() {
  boost::asio::io_context context;
  tcp::socket taken(context);
  boost::system::error_code error;
  taken.open(tcp::v4(), error);
  if (!error) taken.bind({boost::asio::ip::address_v4::loopback(), 0}, error);
  if (error) return false;
  const auto closed = taken.local_endpoint(error);
  return !error && !stays_behind(closed, std::nullopt).value_or(true);
}

}  // namespace

std::optional<bool> is_kept_back(const tcp::endpoint& target, const std::optional<IpAddress>& source) {
  // Without an address of its own for the way a host's packets do not leave either, and no firewall is at fault.
  if (!has_global_address(target.protocol() == tcp::v4() ? Family::v4 : Family::v6)) return std::nullopt;
  for (int i = 0; i < asked_times; ++i) {
    const auto stays = stays_behind(target, source);
    if (!stays || !*stays) return stays;
  }
  if (!works_here()) return std::nullopt;
  return true;
}

}  // namespace flowvet::probe::os
