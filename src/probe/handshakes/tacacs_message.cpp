// A reply differs from a START echoed back in its sequence number: the client's packets are odd, the server's even.
#include "probe/handshakes/tacacs_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint8_t major_version = 0xc0, minor_one = 0x01, major_mask = 0xf0;
constexpr std::uint8_t authentication = 0x01;
constexpr std::uint8_t first_packet = 1, second_packet = 2;
constexpr std::uint32_t smallest_reply = 6;  // status, flags and two lengths (section 5.2)
constexpr std::uint32_t largest_reply = 6 + 2 * 0xffff;

}  // namespace

Bytes tacacs_start(std::uint32_t session, ByteView body) {
  return Writer()
      .u8(major_version | minor_one)
      .u8(authentication)
      .u8(first_packet)
      .u8(0)
      .u32(session)
      .u32(static_cast<std::uint32_t>(body.size()))
      .raw(body)
      .bytes();
}

std::optional<std::size_t> tacacs_reply_size(ByteView header, std::uint32_t session) {
  Reader reader(header);
  const std::uint8_t version = reader.u8(), type = reader.u8(), sequence = reader.u8();
  reader.skip(1);
  const std::uint32_t reply_session = reader.u32(), size = reader.u32();
  if (!reader.ok() || (version & major_mask) != major_version || type != authentication || sequence != second_packet) return std::nullopt;
  if (reply_session != session || size < smallest_reply || size > largest_reply) return std::nullopt;
  return size;
}

}  // namespace flowvet::probe
