// A list of options, each with offset and length of its data, and the data behind the list. Replies have another packet type
// than requests.
#include "probe/handshakes/tds_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint8_t type_prelogin = 0x12, type_reply = 0x04, last_packet = 0x01;
constexpr std::uint8_t option_version = 0, option_encryption = 1, option_instance = 2, option_thread = 3, option_mars = 4,
                       end_of_options = 0xff;
constexpr std::uint8_t encryption_off = 0, most_encryption = 0x83;  // with the bits of client certificates
constexpr std::size_t version_size = 6, option_size = 5;
constexpr std::array<std::uint8_t, version_size> client_version{8, 0, 0x01, 0x55, 0, 0};  // 8.0.341, an old client: asks for nothing new

struct Option {
  std::uint8_t kind;
  Bytes data;
};

/// The data of the first option of that kind.
std::optional<ByteView> find_option(ByteView body, std::uint8_t kind) {
  Reader list(body);
  while (list.ok()) {
    const std::uint8_t found = list.u8();
    if (!list.ok() || found == end_of_options) return std::nullopt;
    const std::size_t offset = list.u16();
    const std::size_t length = list.u16();
    if (found != kind) continue;
    if (!list.ok() || offset > body.size() || length > body.size() - offset) return std::nullopt;
    return body.subspan(offset, length);
  }
  return std::nullopt;
}

}  // namespace

Bytes tds_prelogin(std::uint32_t thread_id) {
  const Bytes any_instance{0};
  const Option options[] = {
      {option_version, Bytes(client_version.begin(), client_version.end())},
      {option_encryption, {encryption_off}},
      {option_instance, any_instance},
      {option_thread, Writer().u32(thread_id).bytes()},
      {option_mars, {0}},
  };
  Writer list, data;
  const std::size_t data_starts = std::size(options) * option_size + 1;
  for (const Option& option : options) {
    list.u8(option.kind)
        .u16(static_cast<std::uint16_t>(data_starts + data.bytes().size()))
        .u16(static_cast<std::uint16_t>(option.data.size()));
    data.raw(option.data);
  }
  const Bytes body = list.u8(end_of_options).raw(data.bytes()).bytes();
  return Writer()
      .u8(type_prelogin)
      .u8(last_packet)
      .u16(static_cast<std::uint16_t>(tds_header_size + body.size()))
      .zeros(4)
      .raw(body)
      .bytes();
}

std::optional<std::size_t> tds_reply_size(ByteView header) {
  constexpr std::size_t largest_reply = 4096;  // the packet size before any login
  Reader reader(header);
  const std::uint8_t type = reader.u8();
  const std::uint8_t status = reader.u8();
  const std::size_t size = reader.u16();
  if (!reader.ok() || type != type_reply || status != last_packet) return std::nullopt;
  if (size < tds_header_size + option_size + 1 + version_size || size > largest_reply) return std::nullopt;
  return size;
}

std::optional<TdsReply> parse_tds_reply(ByteView bytes) {
  if (tds_reply_size(bytes) != bytes.size()) return std::nullopt;
  const ByteView body = bytes.subspan(tds_header_size);
  const auto version = find_option(body, option_version);
  const auto encryption = find_option(body, option_encryption);
  // The document demands that the version is the first option.
  if (body[0] != option_version || !version || version->size() != version_size) return std::nullopt;
  if (!encryption || encryption->size() != 1 || (*encryption)[0] > most_encryption) return std::nullopt;
  Reader reader(*version);
  const std::uint8_t major = reader.u8();
  const std::uint8_t minor = reader.u8();
  const std::uint16_t build = reader.u16();
  return TdsReply{std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(build), (*encryption)[0]};
}

}  // namespace flowvet::probe
