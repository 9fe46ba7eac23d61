// Both messages begin with an RMCP header that wants no acknowledgement. IPMI adds two checksums, each of which makes the sum of
// its part zero.
#include "probe/handshakes/ipmi_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::array<std::uint8_t, 3> rmcp{0x06, 0x00, 0xff};
constexpr std::uint8_t class_asf = 0x06, class_ipmi = 0x07;
constexpr std::uint32_t asf_enterprise = 4542;
constexpr std::uint8_t presence_ping = 0x80, presence_pong = 0x40, pong_size = 16;
constexpr std::uint8_t entity_ipmi = 0x80;

constexpr std::uint8_t controller = 0x20, remote_console = 0x81;
constexpr std::uint8_t request_application = 0x06 << 2, reply_application = 0x07 << 2;  // network function, unit 0
constexpr std::uint8_t get_capabilities = 0x38;
constexpr std::uint8_t this_channel_extended = 0x8e, administrator = 0x04;
constexpr std::uint8_t capability_version2 = 0x02;

std::uint8_t sum_of(ByteView bytes) {
  unsigned sum = 0;
  for (const std::uint8_t byte : bytes) sum += byte;
  return static_cast<std::uint8_t>(sum);
}

Bytes with_checksum(const Writer& part) {
  return Writer(part).u8(static_cast<std::uint8_t>(0x100U - sum_of(part.bytes()))).bytes();
}

bool begins_with(Reader& reader, std::uint8_t message_class) {
  const bool header = std::ranges::equal(reader.take(rmcp.size()), rmcp);
  return header && reader.u8() == message_class;
}

}  // namespace

Bytes rmcp_ping(std::uint8_t tag) {
  return Writer().raw(rmcp).u8(class_asf).u32(asf_enterprise).u8(presence_ping).u8(tag).u8(0).u8(0).bytes();
}

bool is_ipmi_pong(ByteView bytes, std::uint8_t tag) {
  Reader reader(bytes);
  if (!begins_with(reader, class_asf)) return false;
  const std::uint32_t enterprise = reader.u32();
  const std::uint8_t type = reader.u8();
  const std::uint8_t reply_tag = reader.u8();
  reader.skip(1);
  const std::uint8_t size = reader.u8();
  reader.skip(4 + 4);  // the maker's numbers
  const std::uint8_t entities = reader.u8();
  reader.skip(1 + 6);
  return reader.ok() && enterprise == asf_enterprise && type == presence_pong && reply_tag == tag && size == pong_size &&
         (entities & entity_ipmi) != 0;
}

Bytes ipmi_capabilities_request(std::uint8_t sequence) {
  const Bytes addressed = with_checksum(Writer().u8(controller).u8(request_application));
  const Bytes command = with_checksum(Writer()
                                          .u8(remote_console)
                                          .u8(static_cast<std::uint8_t>(sequence << 2U))
                                          .u8(get_capabilities)
                                          .u8(this_channel_extended)
                                          .u8(administrator));
  const auto size = static_cast<std::uint8_t>(addressed.size() + command.size());
  constexpr std::size_t no_session = 1 + 4 + 4;  // no authentication, sequence number and session 0
  return Writer().raw(rmcp).u8(class_ipmi).zeros(no_session).u8(size).raw(addressed).raw(command).bytes();
}

std::optional<IpmiCapabilities> parse_ipmi_capabilities(ByteView bytes, std::uint8_t sequence) {
  Reader reader(bytes);
  if (!begins_with(reader, class_ipmi)) return std::nullopt;
  const std::uint8_t authentication = reader.u8();
  reader.skip(4 + 4);
  const ByteView payload = reader.take(reader.u8());
  constexpr std::size_t addressed_size = 3, smallest_payload = addressed_size + 5;
  if (!reader.ok() || authentication != 0 || payload.size() < smallest_payload) return std::nullopt;
  if (sum_of(payload.first(addressed_size)) != 0 || sum_of(payload.subspan(addressed_size)) != 0) return std::nullopt;
  if (payload[0] != remote_console || payload[1] != reply_application) return std::nullopt;
  Reader reply(payload.subspan(addressed_size));
  const bool from_controller = reply.u8() == controller;
  const std::uint8_t reply_sequence = reply.u8();
  const std::uint8_t command = reply.u8();
  IpmiCapabilities capabilities{reply.u8(), false};
  if (!from_controller || reply_sequence >> 2U != sequence || command != get_capabilities) return std::nullopt;
  reply.skip(1 + 1 + 1);  // channel, kinds of authentication, their state
  capabilities.version2 = capabilities.completion == 0 && (reply.u8() & capability_version2) != 0;
  return capabilities;
}

}  // namespace flowvet::probe
