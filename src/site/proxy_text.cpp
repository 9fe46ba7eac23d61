// Scheme, authority and port one after the other. A port has no default: 80, 3128 and 8080 are equally common.
#include "site/proxy_text.hpp"

#include "flowvet/base/ports.hpp"

#include <algorithm>
#include <optional>

namespace flowvet::site {
namespace {

constexpr std::string_view scheme_end = "://";

/// `http`, `https`, ... in lower case, empty where none is written; `rest` is what follows it.
std::string scheme_of(std::string_view text, std::string_view& rest) {
  const auto end = text.find(scheme_end);
  rest = end == std::string_view::npos ? text : text.substr(end + scheme_end.size());
  std::string scheme(end == std::string_view::npos ? std::string_view() : text.substr(0, end));
  std::ranges::transform(scheme, scheme.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return scheme;
}

std::optional<HostFlaw> flaw_of_scheme(std::string_view scheme) {
  if (scheme.empty() || scheme == "http") return std::nullopt;
  if (scheme == "https")
    return HostFlaw{"asks for TLS to the proxy itself, which is not supported",
                    "write http://: the TLS of the flow goes through the proxy to the destination all the same"};
  return HostFlaw{"is no HTTP proxy", "only proxies that take CONNECT can be checked: host:port or http://host:port"};
}

/// Where the port's colon is; npos where no port is written. The colons of an address stand in brackets.
std::size_t port_colon(std::string_view authority) {
  const auto bracket = authority.find(']');
  return authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
}

std::string_view without_brackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

std::variant<Proxy, HostFlaw> parse_authority(std::string_view authority) {
  if (parse_address(authority) && authority.find(':') != std::string_view::npos)
    return HostFlaw{"is an IPv6 address without brackets", "e.g. [2001:db8::1]:3128"};
  const auto colon = port_colon(authority);
  if (colon == std::string_view::npos) return HostFlaw{"names no port", "write it after a colon, often :3128, :8080 or :80"};
  const auto host = without_brackets(authority.substr(0, colon));
  if (auto flaw = flaw_of_host(host)) return *std::move(flaw);
  const auto port = parse_ports(authority.substr(colon + 1));
  if (!port || port->first != port->last) return HostFlaw{"does not end in a port", "one number from 1 to 65535"};
  return Proxy{std::string(host), port->first};
}

}  // namespace

std::variant<Proxy, HostFlaw> parse_proxy(std::string_view text) {
  if (text.find('@') != std::string_view::npos)
    return HostFlaw{"holds a user name or password", "remove it: none is ever sent, and the report says when a proxy wants one"};
  std::string_view rest;
  if (auto flaw = flaw_of_scheme(scheme_of(text, rest))) return *std::move(flaw);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find('/') != std::string_view::npos) return HostFlaw{"holds a path", "write only host and port"};
  return parse_authority(rest);
}

std::string without_credentials(std::string_view text) {
  const auto at = text.rfind('@');
  return at == std::string_view::npos ? std::string(text) : "..." + std::string(text.substr(at));
}

}  // namespace flowvet::site
