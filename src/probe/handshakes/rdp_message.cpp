// TPKT (RFC 1006) around X.224 around the negotiation. Servers before Windows Vista confirm without negotiating.
#include "probe/handshakes/rdp_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint8_t tpkt_version = 3;
constexpr std::uint8_t connection_request = 0xe0, connection_confirm = 0xd0;
constexpr std::uint8_t negotiation_request = 1, negotiation_response = 2, negotiation_failure = 3;
constexpr std::uint16_t negotiation_size = 8;
constexpr std::uint8_t plain_length = 6, negotiated_length = plain_length + negotiation_size;  // X.224's own length leaves itself out
constexpr std::uint16_t plain_size = rdp_header_size + 1 + plain_length, negotiated_size = rdp_header_size + 1 + negotiated_length;
constexpr std::uint32_t offered = static_cast<std::uint32_t>(RdpSecurity::tls) | static_cast<std::uint32_t>(RdpSecurity::credssp);

}  // namespace

Bytes rdp_request() {
  return Writer()
      .u8(tpkt_version)
      .u8(0)
      .u16(negotiated_size)
      .u8(negotiated_length)
      .u8(connection_request)
      .u16(0)
      .u16(0)
      .u8(0)
      .u8(negotiation_request)
      .u8(0)
      .u16_little(negotiation_size)
      .u32_little(offered)
      .bytes();
}

std::optional<std::size_t> rdp_reply_size(ByteView header) {
  Reader reader(header);
  const std::uint8_t version = reader.u8();
  reader.skip(1);
  const std::uint16_t size = reader.u16();
  if (!reader.ok() || version != tpkt_version || (size != plain_size && size != negotiated_size)) return std::nullopt;
  return size;
}

std::optional<RdpReply> parse_rdp_reply(ByteView bytes) {
  if (rdp_reply_size(bytes) != bytes.size()) return std::nullopt;
  Reader reader(bytes.subspan(rdp_header_size));
  const std::uint8_t length = reader.u8();
  const std::uint8_t type = reader.u8();
  reader.skip(2 + 2 + 1);  // references and class
  if (length + 1U + rdp_header_size != bytes.size() || type != connection_confirm) return std::nullopt;
  if (reader.empty()) return RdpReply{};
  const std::uint8_t kind = reader.u8();
  reader.skip(1);
  const std::uint16_t size = reader.u16_little();
  const std::uint32_t value = reader.u32_little();
  if (!reader.ok() || size != negotiation_size) return std::nullopt;
  if (kind == negotiation_failure) return RdpReply{RdpSecurity::standard, value};
  if (kind != negotiation_response || value > static_cast<std::uint32_t>(RdpSecurity::credssp)) return std::nullopt;
  return RdpReply{static_cast<RdpSecurity>(value), std::nullopt};
}

}  // namespace flowvet::probe
