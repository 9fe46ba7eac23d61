// A reply has no id: the socket's own random port is one, and the channel hears only the address that was asked.
#include "probe/handshakes/tftp_message.hpp"

#include <algorithm>

namespace flowvet::probe {

namespace {

constexpr std::uint16_t read_request = 1, data = 3, error = 5;
constexpr std::uint16_t undefined_error = 0, last_error_code = 8;  // 8: RFC 2347
constexpr std::size_t largest_block = 512;

std::optional<TftpReply> parse_error(Reader reader) {
  const std::uint16_t code = reader.u16();
  const ByteView text = reader.rest();
  const auto end = std::ranges::find(text, std::uint8_t{0});
  if (!reader.ok() || code > last_error_code || end == text.end()) return std::nullopt;
  return TftpReply{false, code, std::string(text.begin(), end)};
}

std::optional<TftpReply> parse_data(Reader reader) {
  const std::uint16_t block = reader.u16();
  if (!reader.ok() || block != 1 || reader.rest().size() > largest_block) return std::nullopt;
  return TftpReply{true, 0, {}};
}

}  // namespace

Bytes tftp_read_request(std::string_view file) {
  return Writer().u16(read_request).text(file).u8(0).text("octet").u8(0).bytes();
}

Bytes tftp_stop() {
  return Writer().u16(error).u16(undefined_error).text("not wanted").u8(0).bytes();
}

std::optional<TftpReply> parse_tftp_reply(ByteView bytes) {
  Reader reader(bytes);
  const std::uint16_t opcode = reader.u16();
  if (opcode == error) return parse_error(reader);
  if (opcode == data) return parse_data(reader);
  return std::nullopt;
}

}  // namespace flowvet::probe
