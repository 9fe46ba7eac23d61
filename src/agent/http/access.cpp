// Comparisons with the token take the same time wherever they differ.
#include "agent/http/access.hpp"

#include "base/host_name.hpp"
#include "probe/digest.hpp"

#include <algorithm>
#include <cctype>

namespace flowvet::agent::http {
namespace {

constexpr std::string_view sextets = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648, section 4; nullopt for any other text.
std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes;
  unsigned bits = 0, count = 0;
  while (text.ends_with('=')) text.remove_suffix(1);
  for (const char c : text) {
    const auto value = sextets.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U | static_cast<unsigned>(value)) & 0xffffU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xffU);
  }
  return bytes;
}

/// What follows the scheme, whose case does not matter.
std::optional<std::string_view> after_scheme(std::string_view field, std::string_view scheme) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  if (field.size() <= scheme.size() || field[scheme.size()] != ' ' || !std::ranges::equal(field.substr(0, scheme.size()), scheme, same))
    return std::nullopt;
  const auto begin = field.find_first_not_of(' ', scheme.size());
  return begin == std::string_view::npos ? std::nullopt : std::optional(field.substr(begin));
}

std::optional<std::string> shown_token(std::string_view authorization) {
  if (const auto bearer = after_scheme(authorization, "Bearer")) return std::string{*bearer};
  const auto basic = after_scheme(authorization, "Basic");
  const auto pair = basic ? from_base64(*basic) : std::nullopt;
  const auto colon = pair ? pair->find(':') : std::string::npos;
  return colon == std::string::npos ? std::nullopt : std::optional(pair->substr(colon + 1));
}

probe::ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Without its port.
std::string_view host_in(std::string_view field) {
  const auto end = field.find(']');
  if (field.starts_with('[') && end != std::string_view::npos) return field.substr(1, end - 1);
  return field.substr(0, field.find(':'));
}

bool names_this_host(std::string_view field) {
  const auto host = host_in(field);
  return parse_address(host) || same_host_key(host) == "localhost";
}

Reply unauthorized() {
  auto reply = plain_reply(401, "This agent asks for its token.");
  reply.fields.emplace_back("WWW-Authenticate", "Basic realm=\"flowvet\", charset=\"UTF-8\"");
  reply.fields.emplace_back("WWW-Authenticate", "Bearer realm=\"flowvet\"");
  return reply;
}

}  // namespace

std::optional<Reply> refusal(const Access& access, const Credentials& credentials) {
  if (access.token) {
    const auto shown = shown_token(credentials.authorization);
    if (!shown || !probe::equal_in_constant_time(bytes_of(*shown), bytes_of(access.token->reveal()))) return unauthorized();
    return std::nullopt;
  }
  if (access.by_certificate || names_this_host(credentials.host)) return std::nullopt;
  return plain_reply(421, "Ask for this agent by an address or as localhost.");
}

}  // namespace flowvet::agent::http
