// A reply to one request is a server's, and to no other request.
#include "probe/handshakes/ntp_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const Bytes random8{0x31, 0x38, 0x3f, 0x46, 0x4d, 0x54, 0x5b, 0x62};
  const auto reply = parse_ntp_reply(bytes, random8);
  if (!reply) return 0;
  REQUIRE_ALWAYS((bytes[0] & 7U) == 4);
  REQUIRE_ALWAYS(reply->stratum >= 0 && reply->stratum <= 16 && reply->leap >= 0 && reply->leap <= 3);
  REQUIRE_ALWAYS(!parse_ntp_reply(bytes, Bytes(8, 0)));
  return 0;
}
