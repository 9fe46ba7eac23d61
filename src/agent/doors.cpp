// JSON -> Doors. What would open the agent to everybody is refused here, before anything listens.
#include "agent/doors.hpp"

#include "base/host_name.hpp"
#include "base/secret_place.hpp"

#include <algorithm>
#include <charconv>

namespace flowvet::agent {
namespace {

constexpr std::string_view closed = "none";
constexpr std::size_t shortest_token = 16;  // 96 bits where it is base64: nobody guesses that through a network

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(port) : std::nullopt;
}

void read_listen(const JsonNode& node, Doors& doors) {
  const auto text = node.text();
  if (text.empty()) return;
  doors.open = text != closed;
  if (!doors.open) return;
  const auto colon = text.rfind(':');
  auto host = std::string_view{text}.substr(0, colon);
  const bool in_brackets = host.starts_with('[') && host.ends_with(']');
  if (in_brackets) host = host.substr(1, host.size() - 2);
  const auto address = parse_address(host);
  const auto port = colon == std::string::npos ? std::nullopt : parse_port(std::string_view{text}.substr(colon + 1));
  if (!address || !port || in_brackets != (address->family == Family::v6))
    return node.problem(in_quotes(text) + " is no address with a port", R"(e.g. "127.0.0.1:9420", "[::1]:9420", or "none")");
  doors.address = *address;
  doors.port = *port;
}

TlsFiles read_tls(const JsonNode& node, const std::filesystem::path& folder) {
  const JsonObject object(node, {"certificate", "key", "client_authority"});
  TlsFiles files;
  files.certificate = folder / object.text("certificate");
  files.key = folder / object.text("key");
  if (const auto authority = object.find("client_authority")) files.client_authority = folder / authority->text();
#ifndef FLOWVET_TLS
  node.problem("this build of flowvet has no TLS");
#endif
  return files;
}

std::filesystem::path read_textfile(const JsonNode& node, const std::filesystem::path& folder) {
  const auto text = node.text();
  if (!text.empty() && !text.ends_with(".prom"))
    node.problem(in_quotes(text) + " does not end in .prom", "node_exporter reads no other files");
  return folder / text;
}

SharedSecret read_token(const JsonNode& node, const std::filesystem::path& folder) {
  auto token = read_secret(node, folder);
  if (token && token->reveal().size() < shortest_token)
    node.problem("the token is shorter than " + std::to_string(shortest_token) + " characters",
                 "e.g. the output of `openssl rand -base64 24`");
  return token;
}

std::optional<ProbeTarget> read_target(const JsonNode& node) {
  const auto text = node.text();
  if (text.empty()) return std::nullopt;
  if (const auto network = parse_network(text)) return ProbeTarget{{}, network};
  const auto name = text.starts_with("*.") ? text.substr(2) : text;
  if (const auto flaw = flaw_of_host(name)) {
    node.problem(in_quotes(text) + " " + flaw->what, R"(a host, "*.corp.example" or "10.1.0.0/16")");
    return std::nullopt;
  }
  return ProbeTarget{text, std::nullopt};
}

void check_access(const JsonObject& object, const Doors& doors) {
  const bool asks = doors.token || (doors.tls && !doors.tls->client_authority.empty());
  const auto listen = object.find("listen");
  if (!listen || !doors.open || is_loopback(doors.address) || asks) return;
  listen->problem("beyond loopback anybody could look",
                  R"(add "token": {"file": "http.token"}, or "tls" with a "client_authority" whose certificates clients must show)");
}

bool within(const Network& network, const IpAddress& address) {
  if (network.base.family != address.family) return false;
  for (int bit = 0; bit < network.prefix; ++bit) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    const auto mask = 0x80U >> static_cast<unsigned>(bit % 8);
    if ((network.base.bytes.at(byte) & mask) != (address.bytes.at(byte) & mask)) return false;
  }
  return true;
}

}  // namespace

bool ProbeTarget::covers(std::string_view host) const {
  const auto address = parse_address(host);
  if (network) return address && within(*network, *address);
  if (!name.starts_with("*.")) return same_host_key(name) == same_host_key(host);
  return !address && same_host_key(host).ends_with(same_host_key(name.substr(2)).insert(0, "."));
}

bool same_door(const Doors& a, const Doors& b) {
  const auto token = [](const Doors& doors) { return doors.token ? doors.token->reveal() : std::string_view{}; };
  return a.open == b.open && a.address == b.address && a.port == b.port && token(a) == token(b) && a.tls == b.tls;
}

Doors read_doors(const JsonObject& object, const std::filesystem::path& folder) {
  Doors doors;
  if (const auto listen = object.find("listen")) read_listen(*listen, doors);
  if (const auto token = object.find("token")) doors.token = read_token(*token, folder);
  if (const auto tls = object.find("tls")) doors.tls = read_tls(*tls, folder);
  if (const auto textfile = object.find("textfile")) doors.textfile = read_textfile(*textfile, folder);
  if (const auto metrics = object.find("metrics")) doors.metrics = metrics->word<report::MetricsLevel>().value_or(doors.metrics);
  if (const auto targets = object.find("probe_targets"))
    for (const auto& item : targets->items())
      if (const auto target = read_target(item)) doors.probe_targets.push_back(*target);
  check_access(object, doors);
  return doors;
}

}  // namespace flowvet::agent
