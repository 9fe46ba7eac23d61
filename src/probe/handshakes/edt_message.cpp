// Only a server knows our socket id as a destination; in our own packet that field is zero.
#include "probe/handshakes/edt_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint32_t control_handshake = 0x80000000;
constexpr std::uint32_t udt_version = 4, stream = 1;
constexpr std::uint32_t largest_segment = 1500, flow_window = 8192;
constexpr std::uint32_t first_phase = 1, invalid_version = 1002, invalid_request = 1004;
constexpr std::size_t address_size = 16;

}  // namespace

Bytes udt_hello(UdtIds ids) {
  constexpr std::uint32_t no_info = 0, no_time = 0, nobody_yet = 0, no_cookie = 0;
  return Writer()
      .u32(control_handshake)
      .u32(no_info)
      .u32(no_time)
      .u32(nobody_yet)
      .u32(udt_version)
      .u32(stream)
      .u32(ids.sequence)
      .u32(largest_segment)
      .u32(flow_window)
      .u32(first_phase)
      .u32(ids.socket)
      .u32(no_cookie)
      .zeros(address_size)
      .bytes();
}

std::optional<UdtAnswer> parse_udt_reply(ByteView bytes, UdtIds ids) {
  Reader reader(bytes);
  const std::uint32_t control = reader.u32();
  reader.skip(8);
  const std::uint32_t destination = reader.u32(), version = reader.u32();
  reader.skip(16);
  const std::uint32_t request = reader.u32();
  reader.skip(4);
  const std::uint32_t cookie = reader.u32();
  reader.skip(address_size);
  if (!reader.ok() || !reader.empty() || control != control_handshake || destination != ids.socket || version != udt_version)
    return std::nullopt;
  if (request == invalid_version || request == invalid_request) return UdtAnswer::refusal;
  if (request != first_phase || cookie == 0) return std::nullopt;
  return UdtAnswer::cookie;
}

}  // namespace flowvet::probe
