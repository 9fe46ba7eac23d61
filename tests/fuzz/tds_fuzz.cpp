// Whatever is taken for a reply has its own type and length in front.
#include "probe/handshakes/tds_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto reply = parse_tds_reply(bytes);
  if (!reply) return 0;
  REQUIRE_ALWAYS(bytes[0] == 4 && tds_reply_size(bytes) == size);
  REQUIRE_ALWAYS(reply->version.size() <= 13);
  return 0;
}
