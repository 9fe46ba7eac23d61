// A reply to one transaction is none to another.
#include "probe/handshakes/stun_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const Bytes id{0x31, 0x38, 0x3f, 0x46, 0x4d, 0x54, 0x5b, 0x62, 0x69, 0x70, 0x77, 0x7e};
  const auto reply = parse_stun_reply(bytes, id);
  if (!reply) return 0;
  REQUIRE_ALWAYS(reply->software.size() < size);
  if (reply->mapped) REQUIRE_ALWAYS(parse_address(to_text(*reply->mapped)) == reply->mapped);
  REQUIRE_ALWAYS(!parse_stun_reply(bytes, Bytes(stun_id_size, 0)));
  return 0;
}
