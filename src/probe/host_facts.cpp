// Each fact is one question to the operating system and the level that the answer has for a run.
#include "flowvet/probe/host.hpp"

#include "probe/os/os.hpp"
#include "probe/roots.hpp"

#include <boost/asio/io_context.hpp>

#ifdef FLOWVET_TLS
#include <boost/asio/ssl/context.hpp>
#include <openssl/x509.h>
#endif

#include <algorithm>
#include <filesystem>

namespace flowvet::probe {

namespace {

using Level = HostFact::Level;

// Below this a role check with its thousand dynamic ports no longer fits in one go.
constexpr std::size_t comfortable_descriptors = 1024;

HostFact descriptors() {
  const std::size_t free = os::free_descriptors();
  const std::string text = std::to_string(free) + " sockets may be open at once";
  if (free >= comfortable_descriptors) return {"descriptors", "Descriptors", Level::good, text, ""};
  return {"descriptors", "Descriptors", Level::limited, text, "runs are slower, verdicts the same; `ulimit -n 4096` raises it"};
}

HostFact source_ports() {
  const auto count = os::source_port_count();
  if (!count) return {"source-ports", "Source ports", Level::good, "the system does not say how many there are", ""};
  return {"source-ports", "Source ports", Level::good, std::to_string(*count) + " source ports for outgoing connections", ""};
}

HostFact ping(Family family) {
  const bool v4 = family == Family::v4;
  const std::string id = v4 ? "ping-v4" : "ping-v6";
  const std::string title = v4 ? "ICMP echo" : "ICMPv6 echo";
  boost::asio::io_context context;
  boost::asio::ip::icmp::socket socket(context);
  const auto loopback = v4 ? *parse_address("127.0.0.1") : *parse_address("::1");
  const auto kind = os::open_icmp(socket, {os::to_asio(loopback), 0}, std::nullopt);
  if (kind) return {id, title, Level::good, *kind == os::EchoSocket::datagram ? "ping sockets are allowed" : "raw sockets are allowed", ""};
  if (kind.error().kind == ErrorKind::no_privilege)
    return {id, title, Level::bad, "neither ping sockets nor raw sockets are allowed: ICMP flows end as unknown",
            "allow ping sockets: sysctl net.ipv4.ping_group_range=\"0 2147483647\" (it governs IPv6 too)"};
  return {id, title, Level::limited, "this host has no such sockets", ""};
}

/// Any route at all: to a documentation address (RFC 5737, RFC 3849), which is never a local one.
HostFact routes(Family family) {
  const bool v4 = family == Family::v4;
  const auto somewhere = v4 ? *parse_address("192.0.2.1") : *parse_address("2001:db8::1");
  const std::string id = v4 ? "route-v4" : "route-v6";
  const std::string title = v4 ? "IPv4 route" : "IPv6 route";
  if (os::has_route(somewhere)) return {id, title, Level::good, "there is a default route", ""};
  return {id, title, v4 ? Level::limited : Level::good, "there is no default route", v4 ? "only hosts on connected networks can be reached" : ""};
}

/// The port that DHCP servers answer to, on every address: a client of this host may hold it on any of them.
HostFact dhcp_port() {
  constexpr std::uint16_t client_port = 68;
  const std::string id = "dhcp-port", title = "UDP port 68";
  boost::asio::io_context context;
  boost::asio::ip::udp::socket socket(context);
  const NetError error = os::open_udp_unconnected(socket, {boost::asio::ip::address_v4::any(), client_port});
  if (error.kind == ErrorKind::none) return {id, title, Level::good, "can be opened: DHCP servers can be asked", ""};
  if (error.kind == ErrorKind::port_taken)
    return {id, title, Level::limited, "a program of this host holds it, as its own DHCP client does: DHCP checks may end as unknown",
            "stop that program during the check, or check from a host with a fixed address"};
  return {id, title, Level::limited, "may not be opened: DHCP checks end as unknown",
          "run as root, or give the program CAP_NET_BIND_SERVICE"};
}

HostFact resolver() {
  const auto servers = os::name_servers();
  if (servers.empty()) return {"resolver", "Name servers", Level::limited, "none is configured", "name hosts by address, or configure a resolver"};
  std::string text;
  for (const std::string& server : servers) text += (text.empty() ? "" : ", ") + server;
  return {"resolver", "Name servers", Level::good, text, ""};
}

HostFact clock() {
  const auto synchronised = os::clock_is_synchronised();
  if (!synchronised) return {"clock", "Clock", Level::good, "the system does not say whether it is synchronised", ""};
  if (*synchronised) return {"clock", "Clock", Level::good, "synchronised", ""};
  return {"clock", "Clock", Level::limited, "not synchronised", "Kerberos and certificates fail with a clock that is wrong by minutes"};
}

HostFact tls_roots() {
#ifdef FLOWVET_TLS
  const std::string roots = find_roots();
  if (!roots.empty()) return {"tls-roots", "Trusted roots", Level::good, roots, ""};
  return {"tls-roots", "Trusted roots", Level::limited, "none found: no certificate can be verified",
          "install ca-certificates, or name a bundle in SSL_CERT_FILE"};
#else
  return {"tls-roots", "TLS", Level::bad, "this build has no TLS: TLS services end as unknown", ""};
#endif
}

}  // namespace

std::vector<HostFact> host_facts() {
  return {descriptors(), source_ports(), ping(Family::v4), ping(Family::v6), routes(Family::v4), routes(Family::v6),
          dhcp_port(), resolver(), clock(), tls_roots()};
}

}  // namespace flowvet::probe
