// Windows: no responder yet. A socket bound to the wildcard address cannot answer from the address that was asked without WSARecvMsg
// and WSASendMsg, and this build has no HMAC; all of it says so.
#include "probe/os/listening.hpp"
#include "probe/os/privilege.hpp"

namespace flowvet::probe::os {

namespace {
constexpr NetError not_on_windows{ErrorKind::unsupported, 0};
}

NetError open_listener(asio::ip::tcp::acceptor&, const asio::ip::tcp::endpoint&) { return not_on_windows; }

NetError open_datagrams(asio::ip::udp::socket&, const asio::ip::udp::endpoint&) { return not_on_windows; }

NetError accept(asio::ip::tcp::acceptor&, asio::ip::tcp::socket&, asio::ip::tcp::endpoint&) { return not_on_windows; }

std::uint8_t hops_left_of_syn(asio::ip::tcp::socket&) { return 0; }

Io<Datagram> receive_from(asio::ip::udp::socket&, std::span<std::uint8_t>) { return not_on_windows; }

NetError send_from(asio::ip::udp::socket&, ByteView, const IpAddress&, const asio::ip::udp::endpoint&) { return not_on_windows; }

std::vector<Inherited> take_inherited() { return {}; }

NetError adopt(asio::ip::tcp::acceptor&, const Inherited&) { return not_on_windows; }

NetError adopt(asio::ip::udp::socket&, const Inherited&) { return not_on_windows; }

std::vector<PortHolder> port_holders() { return {}; }

std::string how_to_allow_low_ports() { return "run it as administrator"; }

Result<std::string> drop_privileges(const std::string&) {
  return Problems{{"a responder does not run on Windows yet", "flowvet listen", ""}};
}

}  // namespace flowvet::probe::os
