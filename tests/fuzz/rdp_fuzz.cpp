// Whatever is taken for a confirmation has its own length in front and is not the request.
#include "probe/handshakes/rdp_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto reply = parse_rdp_reply(bytes);
  if (!reply) return 0;
  REQUIRE_ALWAYS(rdp_reply_size(bytes) == size && bytes[5] == 0xd0);
  REQUIRE_ALWAYS(static_cast<std::uint32_t>(reply->security) <= 2);
  return 0;
}
