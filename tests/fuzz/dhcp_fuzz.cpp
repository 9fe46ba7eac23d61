// An acknowledgement of one request is none of another, and what answers another request does not answer ours.
#include "probe/handshakes/dhcp_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  constexpr std::uint32_t xid = 0x31383f46;
  const auto ack = parse_dhcp_ack(bytes, xid);
  REQUIRE_ALWAYS(!ack || !is_dhcp_reply_to_another(bytes, xid));
  if (!ack) return 0;
  REQUIRE_ALWAYS(size > 240 && data[0] == 2);
  REQUIRE_ALWAYS(ack->boot_server.size() <= 255 && ack->boot_file.size() <= 255);
  REQUIRE_ALWAYS(!parse_dhcp_ack(bytes, xid + 1) && is_dhcp_reply_to_another(bytes, xid + 1));
  return 0;
}
