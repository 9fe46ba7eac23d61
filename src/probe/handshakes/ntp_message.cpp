// A reply must have mode 4 and carry our transmit timestamp as its origin.
#include "probe/handshakes/ntp_message.hpp"

#include "flowvet/base/text.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint8_t version4_client = 0x23;  // leap 0, version 4, mode 3
constexpr std::uint8_t mode_server = 4;
constexpr int largest_stratum = 16;
constexpr double seconds_1900_to_1970 = 2208988800.0;

double unix_seconds(std::uint32_t seconds, std::uint32_t fraction) {
  constexpr double two_to_32 = 4294967296.0;
  return static_cast<double>(seconds) + static_cast<double>(fraction) / two_to_32 - seconds_1900_to_1970;
}

}  // namespace

Bytes ntp_request(ByteView random8) { return Writer().u8(version4_client).zeros(39).raw(random8).bytes(); }

std::optional<NtpReply> parse_ntp_reply(ByteView bytes, ByteView random8) {
  Reader reader(bytes);
  const std::uint8_t flags = reader.u8();
  NtpReply reply;
  reply.stratum = reader.u8();
  reply.leap = flags >> 6U;
  reader.skip(10);
  const ByteView reference = reader.take(4);
  reader.skip(8);
  const ByteView origin = reader.take(8);
  const std::uint32_t received_seconds = reader.u32();
  const std::uint32_t received_fraction = reader.u32();
  const std::uint32_t seconds = reader.u32();
  const std::uint32_t fraction = reader.u32();
  if (!reader.ok() || (flags & 7U) != mode_server || reply.stratum > largest_stratum || !std::ranges::equal(origin, random8))
    return std::nullopt;
  if (reply.stratum == 0) reply.kiss = escape_peer_text(to_string(reference));
  reply.received_time = unix_seconds(received_seconds, received_fraction);
  reply.server_time = unix_seconds(seconds, fraction);
  return reply;
}

}  // namespace flowvet::probe
