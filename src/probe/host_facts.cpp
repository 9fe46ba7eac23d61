// Each fact is one question to the operating system and the level that the answer has for a run.
#include "flowvet/probe/host.hpp"

#include "flowvet/probe/identity.hpp"
#include "probe/os/network.hpp"
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

// Each check that fails to connect holds its port for about a second, each that connects for a minute where we close first.
constexpr std::size_t comfortable_source_ports = 4096;

HostFact source_ports() {
  const auto count = os::source_port_count();
  if (!count) return {"source-ports", "Source ports", Level::good, "the system does not say how many there are", ""};
  const std::string text = std::to_string(*count) + " source ports for outgoing connections";
  if (*count >= comfortable_source_ports) return {"source-ports", "Source ports", Level::good, text, ""};
  return {"source-ports", "Source ports", Level::limited, text + ": when all are in use, checks end as unknown",
          "widen the range: sysctl net.ipv4.ip_local_port_range=\"32768 60999\" (it governs IPv6 too)"};
}

HostFact ping(Family family) {
  const bool v4 = family == Family::v4;
  const std::string id = v4 ? "ping-v4" : "ping-v6";
  const std::string title = v4 ? "ICMP echo" : "ICMPv6 echo";
  boost::asio::io_context context;
  boost::asio::ip::icmp::socket socket(context);
  const auto loopback = v4 ? *parse_address("127.0.0.1") : *parse_address("::1");
  const auto kind = os::open_icmp(socket, {os::to_asio(loopback), 0}, std::nullopt, {});
  if (kind) return {id, title, Level::good, *kind == os::EchoSocket::datagram ? "ping sockets are allowed" : "raw sockets are allowed", ""};
  if (kind.error().kind == ErrorKind::no_privilege)
    return {id, title, Level::bad, "neither ping sockets nor raw sockets are allowed: ICMP flows end as unknown",
            "allow ping sockets: sysctl net.ipv4.ping_group_range=\"0 2147483647\" (it governs IPv6 too)"};
  return {id, title, Level::limited, "this host has no such sockets", ""};
}

/// "through 10.1.0.1 on eth0 from 10.1.0.7".
std::string way_text(const Way& way) {
  std::string text;
  if (way.gateway) text += " through " + to_text(*way.gateway);
  if (!way.device.empty()) text += " on " + way.device;
  if (way.source) text += " from " + to_text(*way.source);
  return text;
}

bool is_virtual(Link link) {
  return link != Link::ordinary && link != Link::loopback && link != Link::unknown;
}

/// To anywhere at all, not to one host.
HostFact route(const NetworkIdentity& identity, Family family) {
  const bool v4 = family == Family::v4;
  const std::string id = v4 ? "route-v4" : "route-v6";
  const std::string title = v4 ? "IPv4 route" : "IPv6 route";
  const auto way = std::ranges::find_if(identity.ways, [family](const Way& other) { return other.to.front().family == family; });
  const bool is_there = way != identity.ways.end() && way->error == ErrorKind::none;
  if (!is_there)
    return {id, title, v4 ? Level::limited : Level::good, "there is no default route",
            v4 ? "only hosts on connected networks can be reached" : ""};
  if (!os::has_global_address(family))
    return {id, title, Level::limited, "the default route leads" + way_text(*way) + ", and no interface has an address for it",
            "give this host an address of this family, or leave the family out of a run (-4, -6)"};
  const auto vpn = is_virtual(way->link) ? ", a VPN or tunnel (" + std::string{to_word(way->link)} + ")" : std::string{};
  return {id, title, Level::good, "the default route leads" + way_text(*way) + vpn, ""};
}

/// The port that DHCP servers answer to, on every address: a client of this host may hold it on any of them.
HostFact dhcp_port() {
  constexpr std::uint16_t client_port = 68;
  const std::string id = "dhcp-port", title = "UDP port 68";
  boost::asio::io_context context;
  boost::asio::ip::udp::socket socket(context);
  const NetError error = os::open_udp_unconnected(socket, {boost::asio::ip::address_v4::any(), client_port}, {});
  if (error.kind == ErrorKind::none) return {id, title, Level::good, "can be opened: DHCP servers can be asked", ""};
  if (error.kind == ErrorKind::port_taken)
    return {id, title, Level::limited, "a program of this host holds it, as its own DHCP client does: DHCP checks may end as unknown",
            "stop that program during the check, or check from a host with a fixed address"};
  return {id, title, Level::limited, "may not be opened: DHCP checks end as unknown",
          "run as root, or give the program CAP_NET_BIND_SERVICE"};
}

HostFact resolver(const NetworkIdentity& identity) {
  const std::string id = "resolver", title = "Name servers";
  if (identity.servers.empty())
    return {id, title, Level::limited, "none is configured", "name hosts by address, or configure a resolver"};
  std::string text;
  for (const NameServer& server : identity.servers) {
    text += (text.empty() ? "" : ", ") + to_text(server.address);
    if (server.from == ServerSource::systemd_resolved) text += " (behind systemd-resolved)";
  }
  return {id, title, Level::good, text, ""};
}

HostFact proxies(const NetworkIdentity& identity) {
  const std::string id = "proxies", title = "Proxy settings";
  if (identity.proxies.empty()) return {id, title, Level::good, "none", ""};
  std::string text;
  for (const ProxySetting& setting : identity.proxies)
    text += (text.empty() ? "" : ", ") + setting.name + "=" + setting.value + " (" + setting.where + ")";
  return {id, title, Level::good, text + "; checks use a proxy only where the site or --proxy names one", ""};
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
  const NetworkIdentity identity = identify_host();
  return {descriptors(),
          source_ports(),
          ping(Family::v4),
          ping(Family::v6),
          route(identity, Family::v4),
          route(identity, Family::v6),
          dhcp_port(),
          resolver(identity),
          proxies(identity),
          clock(),
          tls_roots()};
}

}  // namespace flowvet::probe
