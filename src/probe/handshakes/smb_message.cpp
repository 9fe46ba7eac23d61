// The first message of a connection must have id 0, so no random number can be asked back: direction bit, command, sizes and a
// dialect that was offered are what is held against the reply. All numbers are little-endian.
#include "probe/handshakes/smb_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::array<std::uint8_t, 4> protocol_id{0xfe, 'S', 'M', 'B'};
constexpr std::uint16_t header_size = 64, request_size = 36, reply_size = 65, error_size = 9;  // structure sizes, as the document counts
constexpr std::uint16_t command_negotiate = 0;
constexpr std::uint32_t server_to_client = 1;
constexpr std::uint16_t signing_enabled = 1, signing_required = 2;
constexpr std::array<std::uint16_t, 4> dialects{0x0202, 0x0210, 0x0300, 0x0302};

/// Windows time: units of 100 ns since 1601.
double unix_seconds(std::uint32_t low, std::uint32_t high) {
  constexpr double two_to_32 = 4294967296.0, units_per_second = 1e7, seconds_1601_to_1970 = 11644473600.0;
  return (high * two_to_32 + low) / units_per_second - seconds_1601_to_1970;
}

std::optional<SmbReply> parse_body(Reader reader, std::uint32_t status) {
  SmbReply reply;
  reply.status = status;
  const std::uint16_t size = reader.u16_little();
  if (status != 0) return reader.ok() && size == error_size ? std::optional(reply) : std::nullopt;
  reply.signing_required = (reader.u16_little() & signing_required) != 0;
  reply.dialect = reader.u16_little();
  reader.skip(2 + 16 + 4 + 12);  // contexts, server GUID, capabilities, largest transfers
  const std::uint32_t low = reader.u32_little();
  reply.server_time = unix_seconds(low, reader.u32_little());
  reader.skip(8 + 2 + 2 + 4);  // start time, security buffer, contexts
  if (!reader.ok() || size != reply_size || std::ranges::find(dialects, reply.dialect) == dialects.end()) return std::nullopt;
  return reply;
}

}  // namespace

Bytes smb_negotiate(ByteView client_guid) {
  Writer writer;
  writer.raw(protocol_id).u16_little(header_size).zeros(6).u16_little(command_negotiate).u16_little(1);  // asks for one credit
  writer.zeros(header_size - 16);  // flags, no next command, message id 0, no tree, no session, no signature
  writer.u16_little(request_size).u16_little(dialects.size()).u16_little(signing_enabled).zeros(2 + 4).raw(client_guid).zeros(8);
  for (const std::uint16_t dialect : dialects) writer.u16_little(dialect);
  return writer.bytes();
}

std::optional<SmbReply> parse_smb_reply(ByteView bytes) {
  Reader reader(bytes);
  const ByteView id = reader.take(protocol_id.size());
  const std::uint16_t size = reader.u16_little();
  reader.skip(2);
  const std::uint32_t status = reader.u32_little();
  const std::uint16_t command = reader.u16_little();
  reader.skip(2);
  const std::uint32_t flags = reader.u32_little();
  reader.skip(4);
  const bool first_message = reader.u32_little() == 0 && reader.u32_little() == 0;
  reader.skip(header_size - 32);  // reserved, tree, session, signature
  if (!reader.ok() || !std::ranges::equal(id, protocol_id) || size != header_size) return std::nullopt;
  if (command != command_negotiate || (flags & server_to_client) == 0 || !first_message) return std::nullopt;
  return parse_body(reader, status);
}

}  // namespace flowvet::probe
