// Every length is written after the part that it counts is known, so parts are built inside out.
#include "probe/handshakes/dtls_message.hpp"

#include <array>

namespace flowvet::probe {

namespace {

constexpr std::uint8_t alert_record = 21, handshake_record = 22;
constexpr std::uint16_t dtls_1_0 = 0xfeff, dtls_1_2 = 0xfefd;
constexpr std::uint8_t client_hello = 1, server_hello = 2, hello_verify_request = 3;
constexpr std::size_t random_size = 32, longest_session_id = 32;

/// ECDHE and RSA with AES-GCM or ChaCha20, then CBC for older appliances, then the renegotiation marker (RFC 5746).
constexpr std::array<std::uint16_t, 15> ciphers{0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013,
                                                0xc00a, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035, 0x00ff};

bool is_version(std::uint16_t version) {
  return version == dtls_1_0 || version == dtls_1_2;
}

Writer& counted_8(Writer& writer, ByteView bytes) {
  return writer.u8(static_cast<std::uint8_t>(bytes.size())).raw(bytes);
}
Writer& counted_16(Writer& writer, ByteView bytes) {
  return writer.u16(static_cast<std::uint16_t>(bytes.size())).raw(bytes);
}
Writer& counted_24(Writer& writer, std::size_t size) {
  return writer.u8(static_cast<std::uint8_t>(size >> 16U)).u16(static_cast<std::uint16_t>(size));
}

Bytes list_of(std::span<const std::uint16_t> numbers) {
  Writer list, result;
  for (const std::uint16_t number : numbers) list.u16(number);
  counted_16(result, list.bytes());
  return result.bytes();
}

void put_extension(Writer& writer, std::uint16_t type, ByteView content) {
  writer.u16(type);
  counted_16(writer, content);
}

Bytes name_list(std::string_view name) {
  constexpr std::uint8_t host_name = 0;
  Writer entry, list;
  counted_16(entry.u8(host_name), to_bytes(name));
  counted_16(list, entry.bytes());
  return list.bytes();
}

Bytes extensions(const DtlsHello& hello) {
  constexpr std::uint16_t sni = 0, supported_groups = 10, point_formats = 11, signatures = 13, padding = 21, extended_master_secret = 23;
  constexpr std::array<std::uint16_t, 3> groups{0x001d, 0x0017, 0x0018};
  constexpr std::array<std::uint16_t, 9> schemes{0x0403, 0x0503, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201};
  constexpr std::array<std::uint8_t, 2> uncompressed{1, 0};
  Writer writer;
  if (!hello.server_name.empty()) put_extension(writer, sni, name_list(hello.server_name));
  put_extension(writer, supported_groups, list_of(groups));
  put_extension(writer, point_formats, uncompressed);
  put_extension(writer, signatures, list_of(schemes));
  put_extension(writer, extended_master_secret, {});
  if (hello.padding) put_extension(writer, padding, Bytes(*hello.padding));
  return writer.bytes();
}

Bytes record(std::uint8_t type, std::uint16_t version, std::uint16_t number, ByteView content) {
  constexpr std::uint16_t first_epoch = 0;
  Writer writer;
  writer.u8(type).u16(version).u16(first_epoch).u16(0).u32(number);
  counted_16(writer, content);
  return writer.bytes();
}

/// The content of a HelloVerifyRequest or ServerHello.
std::optional<DtlsReply> parse_message(std::uint8_t type, ByteView content) {
  Reader reader(content);
  DtlsReply reply;
  reply.version = reader.u16();
  if (type == hello_verify_request) {
    reply.kind = DtlsReply::Kind::verify_request;
    const ByteView cookie = reader.take(reader.u8());
    reply.cookie.assign(cookie.begin(), cookie.end());
    if (!reader.ok() || reply.cookie.empty() || !is_version(reply.version)) return std::nullopt;
    return reply;
  }
  if (type != server_hello) return std::nullopt;
  reply.kind = DtlsReply::Kind::server_hello;
  reader.skip(random_size);
  const std::uint8_t session_id_size = reader.u8();
  reader.skip(session_id_size);
  reply.cipher = reader.u16();
  const bool offered = std::ranges::find(ciphers, reply.cipher) != ciphers.end();
  if (!reader.ok() || session_id_size > longest_session_id || !is_version(reply.version) || !offered) return std::nullopt;
  return reply;
}

std::optional<DtlsReply> parse_handshake(ByteView content) {
  Reader reader(content);
  const std::uint8_t type = reader.u8();
  const std::uint32_t size = (std::uint32_t{reader.u8()} << 16U) | reader.u16();
  reader.skip(2);  // message number
  const std::uint32_t offset = (std::uint32_t{reader.u8()} << 16U) | reader.u16();
  const std::uint32_t fragment = (std::uint32_t{reader.u8()} << 16U) | reader.u16();
  const ByteView message = reader.take(fragment);
  if (!reader.ok() || offset != 0 || fragment != size) return std::nullopt;
  return parse_message(type, message);
}

std::optional<DtlsReply> parse_alert(ByteView content) {
  constexpr std::uint8_t warning = 1, fatal = 2;
  if (content.size() != 2 || (content[0] != warning && content[0] != fatal)) return std::nullopt;
  DtlsReply reply;
  reply.alert = content[1];
  return reply;
}

}  // namespace

Bytes dtls_client_hello(const DtlsHello& hello) {
  constexpr std::uint8_t no_session = 0;
  constexpr std::array<std::uint8_t, 1> no_compression{0};
  Writer content;
  content.u16(dtls_1_2).raw(hello.random).u8(no_session);
  counted_8(content, hello.cookie).raw(list_of(ciphers));
  counted_8(content, no_compression);
  counted_16(content, extensions(hello));
  const std::size_t size = content.bytes().size();
  Writer message;
  counted_24(message.u8(client_hello), size).u16(hello.round);
  counted_24(counted_24(message, 0), size).raw(content.bytes());
  return record(handshake_record, dtls_1_0, hello.round, message.bytes());
}

Bytes dtls_good_bye(std::uint16_t record_number) {
  constexpr std::array<std::uint8_t, 2> fatal_user_canceled{2, 90};
  return record(alert_record, dtls_1_2, record_number, fatal_user_canceled);
}

std::optional<DtlsReply> parse_dtls_reply(ByteView datagram) {
  Reader reader(datagram);
  const std::uint8_t type = reader.u8();
  const std::uint16_t version = reader.u16(), epoch = reader.u16();
  reader.skip(6);  // record number
  const ByteView content = reader.take(reader.u16());
  if (!reader.ok() || !is_version(version) || epoch != 0) return std::nullopt;
  if (type == handshake_record) return parse_handshake(content);
  if (type == alert_record) return parse_alert(content);
  return std::nullopt;
}

}  // namespace flowvet::probe
