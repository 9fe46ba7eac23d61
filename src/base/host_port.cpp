// Brackets first, then a bare address, then at most one colon; whatever is left must be a host.
#include "base/host_port.hpp"

#include "base/host_name.hpp"
#include "flowvet/base/ports.hpp"

namespace flowvet::base {
namespace {

constexpr std::string_view port_hint = "a number from 1 to 65535";

std::string quoted(std::string_view text) {
  return "\"" + std::string{text} + "\"";
}

/// The text after a host's colon.
Result<HostPort> with_port(HostPort target, std::string_view text, const std::string& where) {
  const auto port = parse_ports(text);
  if (!port || port->first != port->last) return Problems{{quoted(text) + " is not a port", where, std::string{port_hint}}};
  target.port = port->first;
  return target;
}

Result<HostPort> in_brackets(std::string_view text, const std::string& where) {
  const Problem malformed{quoted(text) + " is not an IPv6 address in brackets", where, "write [ADDRESS] or [ADDRESS]:PORT"};
  const auto end = text.find(']');
  if (end == std::string_view::npos) return Problems{malformed};
  const auto inside = text.substr(1, end - 1);
  const auto address = parse_address(inside);
  if (!address || address->family != Family::v6) return Problems{malformed};
  if (const auto flaw = flaw_of_address(*address)) return Problems{{quoted(inside) + " " + flaw->what, where, flaw->hint}};
  const auto rest = text.substr(end + 1);
  HostPort target{std::string{inside}, std::nullopt};
  if (rest.empty()) return target;
  if (rest.front() != ':') return Problems{malformed};
  return with_port(std::move(target), rest.substr(1), where);
}

/// The only colon, unless it begins a URL's "://" and so belongs to no port.
std::size_t port_colon(std::string_view text) {
  const auto colon = text.find(':');
  const bool is_only = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  return is_only && !text.substr(colon).starts_with("://") ? colon : std::string_view::npos;
}

}  // namespace

Result<HostPort> parse_host_port(std::string_view text, const std::string& where) {
  if (text.starts_with('[')) return in_brackets(text, where);
  const auto colon = port_colon(text);
  const auto host = text.substr(0, colon);
  if (const auto flaw = flaw_of_host(host)) return Problems{{quoted(host) + " " + flaw->what, where, flaw->hint}};
  HostPort target{std::string{host}, std::nullopt};
  if (colon == std::string_view::npos) return target;
  return with_port(std::move(target), text.substr(colon + 1), where);
}

}  // namespace flowvet::base
