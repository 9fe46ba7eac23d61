// The initiator's task tag is ours and random; request and reply have different opcodes.
#include "probe/handshakes/iscsi_message.hpp"

#include <array>
#include <string_view>

namespace flowvet::probe {

namespace {

constexpr std::uint8_t login_request = 0x43, login_reply = 0x23;  // the request is marked as immediate, as it must be
constexpr std::uint8_t end_security_stage = 0x81;                 // transit from security to operational negotiation
constexpr std::uint8_t random_session = 0x80;                     // the kind of session id that needs no registration
constexpr std::size_t largest_data = 8192;                        // until something else is negotiated
constexpr std::uint8_t most_status_class = 3;

// Names below .invalid belong to nobody (RFC 2606).
constexpr std::array<std::string_view, 3> parameters{"InitiatorName=iqn.2026-01.invalid.flowvet:probe", "SessionType=Discovery",
                                                     "AuthMethod=None"};

std::size_t padded(std::size_t size) {
  return (size + 3) / 4 * 4;
}

}  // namespace

Bytes iscsi_login(std::uint32_t task_tag, ByteView random) {
  Writer data;
  for (const std::string_view parameter : parameters) data.text(parameter).u8(0);
  const std::size_t size = data.bytes().size();
  Writer writer;
  writer.u8(login_request).u8(end_security_stage).zeros(2).u32(static_cast<std::uint32_t>(size));
  writer.u8(random_session).raw(random).zeros(2).zeros(2);  // session id, no target handle yet
  writer.u32(task_tag).zeros(iscsi_header_size - 20);
  return writer.raw(data.bytes()).zeros(padded(size) - size).bytes();
}

std::optional<IscsiReply> parse_iscsi_reply(ByteView header, std::uint32_t task_tag) {
  Reader reader(header);
  const std::uint8_t opcode = reader.u8();
  reader.skip(3);
  const std::uint8_t extra_headers = reader.u8();
  const std::size_t data_size = static_cast<std::size_t>(reader.u8()) << 16U | reader.u16();
  reader.skip(8);
  const std::uint32_t tag = reader.u32();
  reader.skip(4 + 12);  // reserved, sequence numbers
  const std::uint8_t status_class = reader.u8();
  const std::uint8_t status_detail = reader.u8();
  reader.skip(10);
  if (!reader.ok() || !reader.empty() || opcode != login_reply || extra_headers != 0 || tag != task_tag) return std::nullopt;
  if (data_size > largest_data || status_class > most_status_class) return std::nullopt;
  return IscsiReply{status_class, status_detail, padded(data_size)};
}

}  // namespace flowvet::probe
