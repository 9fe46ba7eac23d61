// Requests of Windows have version 0xff80, replies version 1: a reply cannot be an echo.
#include "probe/handshakes/kpasswd_message.hpp"

namespace flowvet::probe {

namespace {
constexpr std::uint16_t set_password_version = 0xff80, reply_version = 1, no_ap_rep = 0;
constexpr std::array<std::uint8_t, 4> empty_ap_req{0x6e, 0x02, 0x30, 0x00}, empty_krb_priv{0x75, 0x02, 0x30, 0x00};
constexpr std::size_t header_size = 6;
}  // namespace

Bytes kpasswd_request() {
  constexpr std::size_t size = header_size + empty_ap_req.size() + empty_krb_priv.size();
  return Writer().u16(size).u16(set_password_version).u16(empty_ap_req.size()).raw(empty_ap_req).raw(empty_krb_priv).bytes();
}

std::optional<KpasswdReply> parse_kpasswd_reply(ByteView bytes) {
  Reader reader(bytes);
  const std::uint16_t size = reader.u16();
  const std::uint16_t version = reader.u16();
  const std::uint16_t ap_rep_size = reader.u16();
  if (!reader.ok() || size != bytes.size() || version != reply_version || ap_rep_size != no_ap_rep) return std::nullopt;
  auto error = parse_kerberos_error(reader.rest());
  if (!error) return std::nullopt;
  KpasswdReply reply{std::move(*error), std::nullopt};
  if (reply.error.data.size() >= 2) reply.result = Reader(reply.error.data).u16();
  return reply;
}

}  // namespace flowvet::probe
