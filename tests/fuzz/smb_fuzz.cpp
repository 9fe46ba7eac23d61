// Whatever is taken for a reply has the bit that only servers set.
#include "probe/handshakes/smb_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto reply = parse_smb_reply(bytes);
  if (!reply) return 0;
  REQUIRE_ALWAYS((bytes[16] & 1U) != 0);
  REQUIRE_ALWAYS(reply->status != 0 || (reply->dialect >= 0x0202 && reply->dialect <= 0x0302));
  return 0;
}
