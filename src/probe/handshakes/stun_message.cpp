// The transaction id has 96 random bits and comes back; success and error have types that only servers send.
#include "probe/handshakes/stun_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint16_t binding_request = 0x0001, binding_success = 0x0101, binding_error = 0x0111;
constexpr std::uint32_t magic_cookie = 0x2112A442;
constexpr std::uint16_t xor_mapped_address = 0x0020, software = 0x8022;
constexpr std::uint8_t family_v4 = 1, family_v6 = 2;

/// The address is combined with cookie and id, so that no translator on the way rewrites it.
std::optional<IpAddress> parse_address_attribute(ByteView value, ByteView id) {
  Reader reader(value);
  reader.skip(1);
  const std::uint8_t family = reader.u8();
  reader.skip(2);  // the port
  IpAddress address;
  address.family = family == family_v6 ? Family::v6 : Family::v4;
  const std::size_t size = address.family == Family::v6 ? 16 : 4;
  const ByteView hidden = reader.take(size);
  if (!reader.ok() || !reader.empty() || (family != family_v4 && family != family_v6)) return std::nullopt;
  const Bytes mask = Writer().u32(magic_cookie).raw(id).bytes();
  std::transform(hidden.begin(), hidden.end(), mask.begin(), address.bytes.begin(),
                 [](std::uint8_t a, std::uint8_t b) { return static_cast<std::uint8_t>(a ^ b); });
  return address;
}

}  // namespace

Bytes stun_request(ByteView id) {
  return Writer().u16(binding_request).u16(0).u32(magic_cookie).raw(id).bytes();
}

std::optional<StunReply> parse_stun_reply(ByteView bytes, ByteView id) {
  Reader reader(bytes);
  const std::uint16_t type = reader.u16();
  const std::size_t length = reader.u16();
  const std::uint32_t cookie = reader.u32();
  const ByteView reply_id = reader.take(stun_id_size);
  if (!reader.ok() || (type != binding_success && type != binding_error) || cookie != magic_cookie) return std::nullopt;
  if (!std::ranges::equal(reply_id, id) || length != reader.rest().size() || length % 4 != 0) return std::nullopt;
  StunReply reply{type == binding_success, std::nullopt, {}};
  while (reader.ok() && !reader.empty()) {
    const std::uint16_t kind = reader.u16();
    const std::size_t size = reader.u16();
    const ByteView value = reader.take(size);
    reader.skip((4 - size % 4) % 4);
    if (kind == xor_mapped_address) reply.mapped = parse_address_attribute(value, id);
    if (kind == software) reply.software = to_string(value);
  }
  if (!reader.ok()) return std::nullopt;
  return reply;
}

}  // namespace flowvet::probe
