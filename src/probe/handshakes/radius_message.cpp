// Without the secret the reply's authenticator says nothing: code, id, length and well-formed attributes are all there is.
#include "probe/handshakes/radius_message.hpp"

#include <string_view>

namespace flowvet::probe {

namespace {

constexpr std::uint8_t access_request = 1;
constexpr std::uint8_t user_name = 1, user_password = 2, nas_identifier = 32;
constexpr std::size_t header_size = 20, largest_packet = 4096;  // RFC 2865 section 3
// Whoever reads the server's log recognises it, and may filter it out.
constexpr std::string_view user = "flowvet-no-such-user", nas = "flowvet";

void add_attribute(Writer& attributes, std::uint8_t type, ByteView value) {
  attributes.u8(type).u8(static_cast<std::uint8_t>(2 + value.size())).raw(value);
}

bool is_attribute_list(ByteView bytes) {
  Reader reader(bytes);
  while (!reader.empty()) {
    const std::uint8_t type = reader.u8();
    const std::size_t size = reader.u8();
    if (type == 0 || size < 2) return false;
    reader.skip(size - 2);
  }
  return reader.ok();
}

}  // namespace

Bytes radius_request(std::uint8_t id, ByteView authenticator, ByteView password) {
  Writer attributes;
  add_attribute(attributes, user_name, to_bytes(user));
  add_attribute(attributes, user_password, password);
  add_attribute(attributes, nas_identifier, to_bytes(nas));
  const auto size = static_cast<std::uint16_t>(header_size + attributes.bytes().size());
  return Writer().u8(access_request).u8(id).u16(size).raw(authenticator).raw(attributes.bytes()).bytes();
}

std::optional<RadiusCode> parse_radius_reply(ByteView bytes, std::uint8_t id) {
  Reader reader(bytes);
  const std::uint8_t code = reader.u8();
  const std::uint8_t reply_id = reader.u8();
  const std::size_t size = reader.u16();
  // Bytes behind the stated length are padding.
  if (!reader.ok() || reply_id != id || size < header_size || size > largest_packet || size > bytes.size()) return std::nullopt;
  if (!is_attribute_list(bytes.subspan(header_size, size - header_size))) return std::nullopt;
  for (const RadiusCode known : {RadiusCode::accept, RadiusCode::reject, RadiusCode::challenge})
    if (code == static_cast<std::uint8_t>(known)) return known;
  return std::nullopt;
}

}  // namespace flowvet::probe
