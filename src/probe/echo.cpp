// The identifier is not compared, because the kernel rewrites it on datagram sockets; the random payload says more.
#include "probe/echo.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint8_t v4_request = 8, v4_reply = 0, v6_request = 128, v6_reply = 129;

/// The Internet checksum (RFC 1071).
std::uint16_t checksum(ByteView bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 2)
    sum += static_cast<std::uint32_t>(bytes[i] << 8U | (i + 1 < bytes.size() ? bytes[i + 1] : 0));
  while (sum > 0xFFFF) sum = (sum & 0xFFFFU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

Bytes message(const EchoRequest& request, std::uint16_t sum) {
  Writer writer;
  writer.u8(request.family == Family::v4 ? v4_request : v6_request).u8(0).u16(sum);
  return writer.raw(ByteView(request.nonce).first(4)).raw(request.nonce).zeros(request.padding).bytes();
}

}  // namespace

Bytes echo_request(const EchoRequest& request) {
  if (request.family == Family::v6) return message(request, 0);
  return message(request, checksum(message(request, 0)));
}

bool is_echo_reply(ByteView bytes, const EchoRequest& request, bool with_ip_header) {
  Reader reader(bytes);
  if (with_ip_header) {
    // The low half of the first byte is the header's length in units of four bytes (RFC 791).
    const std::size_t header = bytes.empty() ? 0 : (bytes[0] & 0x0FU) * std::size_t{4};
    reader.skip(header);
  }
  const std::uint8_t type = reader.u8();
  const std::uint8_t code = reader.u8();
  reader.skip(4);  // checksum, which the kernel has checked, and identifier
  const ByteView sequence = reader.take(2);
  const ByteView payload = reader.take(request.nonce.size());
  return reader.ok() && code == 0 && type == (request.family == Family::v4 ? v4_reply : v6_reply) &&
         std::ranges::equal(sequence, ByteView(request.nonce).subspan(2, 2)) && std::ranges::equal(payload, request.nonce);
}

}  // namespace flowvet::probe
