// Names have sixteen bytes, the last of them the kind of service, and travel as two letters a byte (RFC 1001 section 14.1).
#include "probe/handshakes/netbios_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t name_size = 15;
constexpr std::uint8_t workstation_kind = 0x00, server_kind = 0x20;
constexpr std::uint16_t node_status = 0x0021, internet = 0x0001;
constexpr std::uint16_t response = 0x8000, opcode_mask = 0x7800, rcode_mask = 0x000F;
constexpr std::uint16_t group_name = 0x8000;
constexpr std::uint8_t session_request = 0x81, positive = 0x82, negative = 0x83, retarget = 0x84;

Bytes encoded(std::string_view name, char padding, std::uint8_t kind) {
  std::string padded(name);
  padded.resize(name_size, padding);
  padded += static_cast<char>(kind);
  Writer writer;
  writer.u8(static_cast<std::uint8_t>(2 * padded.size()));
  for (const char c : padded) {
    const auto byte = static_cast<std::uint8_t>(c);
    writer.u8(static_cast<std::uint8_t>('A' + (byte >> 4U))).u8(static_cast<std::uint8_t>('A' + (byte & 0x0FU)));
  }
  return writer.u8(0).bytes();
}

const Bytes& any_name() {
  static const Bytes name = encoded("*", '\0', 0);
  return name;
}

std::string trimmed(ByteView name) {
  std::string text = to_string(name);
  text.erase(text.find_last_not_of(std::string_view(" \0", 2)) + 1);
  return text;
}

}  // namespace

Bytes netbios_status_request(std::uint16_t id) {
  return Writer().u16(id).u16(0).u16(1).u16(0).u16(0).u16(0).raw(any_name()).u16(node_status).u16(internet).bytes();
}

std::optional<NetbiosStatus> parse_netbios_status(ByteView bytes, std::uint16_t id) {
  Reader reader(bytes);
  const std::uint16_t reply_id = reader.u16();
  const std::uint16_t flags = reader.u16();
  const std::uint16_t questions = reader.u16();
  const std::uint16_t answers = reader.u16();
  reader.skip(4);
  const ByteView name = reader.take(any_name().size());
  const std::uint16_t type = reader.u16();
  const std::uint16_t resource_class = reader.u16();
  reader.skip(4);  // time to live
  Reader data(reader.take(reader.u16()));
  if (!reader.ok() || reply_id != id || (flags & response) == 0 || (flags & (opcode_mask | rcode_mask)) != 0) return std::nullopt;
  if (questions != 0 || answers != 1 || !std::ranges::equal(name, any_name()) || type != node_status || resource_class != internet)
    return std::nullopt;
  NetbiosStatus status;
  for (unsigned left = data.u8(); left > 0; --left) {
    const std::string text = trimmed(data.take(name_size));
    const std::uint8_t kind = data.u8();
    const bool group = (data.u16() & group_name) != 0;
    if (kind == workstation_kind && (group ? status.domain : status.computer).empty()) (group ? status.domain : status.computer) = text;
  }
  if (!data.ok()) return std::nullopt;
  return status;
}

Bytes netbios_session_request() {
  const Bytes called = encoded("*SMBSERVER", ' ', server_kind), calling = encoded("FLOWVET", ' ', workstation_kind);
  return Writer()
      .u8(session_request)
      .u8(0)
      .u16(static_cast<std::uint16_t>(called.size() + calling.size()))
      .raw(called)
      .raw(calling)
      .bytes();
}

std::optional<NetbiosSession> parse_netbios_session(ByteView header) {
  Reader reader(header);
  const std::uint8_t type = reader.u8();
  const std::uint8_t flags = reader.u8();
  const std::uint16_t length = reader.u16();
  if (!reader.ok() || flags != 0) return std::nullopt;
  if (type == positive && length == 0) return NetbiosSession::opened;
  if (type == negative && length == 1) return NetbiosSession::refused;
  if (type == retarget && length == 6) return NetbiosSession::moved;
  return std::nullopt;
}

}  // namespace flowvet::probe
