// Without the secret the reply's authenticator says nothing: code, id, length and well-formed attributes are all there is.
#include "probe/handshakes/radius_message.hpp"

#include "probe/digest.hpp"

#include <algorithm>

namespace flowvet::probe {

namespace {

constexpr std::uint8_t access_request = 1, status_server = 12;
constexpr std::uint8_t user_name = 1, user_password = 2, nas_identifier = 32, message_authenticator = 80;
constexpr std::size_t authenticator_at = 4, header_size = 20, largest_packet = 4096;  // RFC 2865 section 3
// Whoever reads the server's log recognises it, and may filter it out.
constexpr std::string_view user = "flowvet-no-such-user", nas = "flowvet";

void add_attribute(Writer& attributes, std::uint8_t type, ByteView value) {
  attributes.u8(type).u8(static_cast<std::uint8_t>(2 + value.size())).raw(value);
}

Bytes packet(std::uint8_t code, std::uint8_t id, ByteView authenticator, const Writer& attributes) {
  const auto size = static_cast<std::uint16_t>(header_size + attributes.bytes().size());
  return Writer().u8(code).u8(id).u16(size).raw(authenticator).raw(attributes.bytes()).bytes();
}

/// Fills in the Message-Authenticator (RFC 2869 section 5.14) that stands first, so that nothing can be put before it.
std::optional<Bytes> sign(Bytes request, std::string_view secret) {
  constexpr std::size_t value_at = header_size + 2;
  const auto digest = hmac_md5(to_bytes(secret), request);
  if (!digest) return std::nullopt;
  std::ranges::copy(*digest, request.begin() + value_at);
  return request;
}

/// Section 5.2 of RFC 2865, for a password of one block: nobody's, but one that a server logs without complaint.
std::optional<Bytes> hidden_password(ByteView authenticator, std::string_view secret) {
  const auto mask = md5(Writer().text(secret).raw(authenticator).bytes());
  if (!mask) return std::nullopt;
  Bytes password(nas.begin(), nas.end());
  password.resize(mask->size());
  std::ranges::transform(password, *mask, password.begin(), [](auto a, auto b) { return static_cast<std::uint8_t>(a ^ b); });
  return password;
}

/// The value of the attribute, empty where there is none; nullopt when the list is broken.
std::optional<ByteView> find_attribute(ByteView list, std::uint8_t wanted) {
  ByteView found;
  Reader reader(list);
  while (!reader.empty()) {
    const std::uint8_t type = reader.u8();
    const std::size_t size = reader.u8();
    if (type == 0 || size < 2) return std::nullopt;
    const ByteView value = reader.take(size - 2);
    if (type == wanted && found.empty()) found = value;
  }
  return reader.ok() ? std::optional(found) : std::nullopt;
}

/// A reply as its own length says: bytes behind it are padding.
std::optional<ByteView> without_padding(ByteView bytes) {
  Reader reader(bytes);
  reader.skip(2);
  const std::size_t size = reader.u16();
  if (!reader.ok() || size < header_size || size > largest_packet || size > bytes.size()) return std::nullopt;
  return bytes.first(size);
}

/// The Message-Authenticator of a reply is made over the packet with the request's authenticator in place and itself as zeros.
bool message_authenticator_fits(Bytes reply, ByteView value, std::size_t value_at, std::string_view secret) {
  std::fill_n(reply.begin() + static_cast<std::ptrdiff_t>(value_at), value.size(), std::uint8_t{0});
  const auto digest = hmac_md5(to_bytes(secret), reply);
  return digest && std::ranges::equal(*digest, value);
}

}  // namespace

Bytes radius_request(std::uint8_t id, ByteView authenticator, ByteView password) {
  Writer attributes;
  add_attribute(attributes, user_name, to_bytes(user));
  add_attribute(attributes, user_password, password);
  add_attribute(attributes, nas_identifier, to_bytes(nas));
  return packet(access_request, id, authenticator, attributes);
}

std::optional<Bytes> signed_radius_request(std::uint8_t id, ByteView authenticator, std::string_view secret) {
  const auto password = hidden_password(authenticator, secret);
  if (!password) return std::nullopt;
  Writer attributes;
  add_attribute(attributes, message_authenticator, Md5{});
  add_attribute(attributes, user_name, to_bytes(user));
  add_attribute(attributes, user_password, *password);
  add_attribute(attributes, nas_identifier, to_bytes(nas));
  return sign(packet(access_request, id, authenticator, attributes), secret);
}

std::optional<Bytes> radius_status_request(std::uint8_t id, ByteView authenticator, std::string_view secret) {
  Writer attributes;
  add_attribute(attributes, message_authenticator, Md5{});
  add_attribute(attributes, nas_identifier, to_bytes(nas));
  return sign(packet(status_server, id, authenticator, attributes), secret);
}

std::optional<RadiusCode> parse_radius_reply(ByteView bytes, std::uint8_t id, std::span<const RadiusCode> possible) {
  const auto reply = without_padding(bytes);
  if (!reply || (*reply)[1] != id || !find_attribute(reply->subspan(header_size), message_authenticator)) return std::nullopt;
  const auto code = std::ranges::find(possible, static_cast<RadiusCode>((*reply)[0]));
  return code == possible.end() ? std::nullopt : std::optional(*code);
}

bool is_authentic_radius_reply(ByteView bytes, ByteView request_authenticator, std::string_view secret) {
  const auto reply = without_padding(bytes);
  if (!reply || request_authenticator.size() != radius_authenticator_size) return false;
  const auto signature = find_attribute(reply->subspan(header_size), message_authenticator);
  if (!signature) return false;

  // Code, id and length, the request's authenticator in place of the reply's own, attributes (RFC 2865 section 3).
  Bytes signed_part(reply->begin(), reply->end());
  std::ranges::copy(request_authenticator, signed_part.begin() + authenticator_at);
  const auto digest = md5(Writer().raw(signed_part).text(secret).bytes());
  if (!digest || !std::ranges::equal(*digest, reply->subspan(authenticator_at, radius_authenticator_size))) return false;
  const auto signature_at = static_cast<std::size_t>(signature->data() - reply->data());
  return signature->empty() || message_authenticator_fits(std::move(signed_part), *signature, signature_at, secret);
}

}  // namespace flowvet::probe
