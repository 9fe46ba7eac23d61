// Each fact is one question to the operating system and the level that the answer has for a run.
#include "flowvet/probe/host.hpp"

#include "probe/os/os.hpp"

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
  const auto kind = os::open_icmp(socket, {os::to_asio(loopback), 0}, std::nullopt, {});
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
  const char* file = std::getenv(X509_get_default_cert_file_env());
  const char* folder = std::getenv(X509_get_default_cert_dir_env());
  const std::filesystem::path folder_path = folder == nullptr ? X509_get_default_cert_dir() : folder;
  const std::filesystem::path file_path = file == nullptr ? X509_get_default_cert_file() : file;
  std::error_code error;
  if (std::filesystem::exists(file_path, error)) return {"tls-roots", "Trusted roots", Level::good, file_path.string(), ""};
  if (std::filesystem::is_directory(folder_path, error) && !std::filesystem::is_empty(folder_path, error))
    return {"tls-roots", "Trusted roots", Level::good, folder_path.string(), ""};
  return {"tls-roots", "Trusted roots", Level::limited, "none found: no certificate will verify", "install ca-certificates"};
#else
  return {"tls-roots", "TLS", Level::bad, "this build has no TLS: TLS services end as unknown", ""};
#endif
}

}  // namespace

std::vector<HostFact> host_facts() {
  return {descriptors(), source_ports(), ping(Family::v4), ping(Family::v6), routes(Family::v4), routes(Family::v6), resolver(), clock(), tls_roots()};
}

}  // namespace flowvet::probe
