// Answers to one tag or sequence number are none to another.
#include "probe/handshakes/ipmi_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  constexpr std::uint8_t tag = 0x31, sequence = 0x38;
  if (is_ipmi_pong(bytes, tag)) REQUIRE_ALWAYS(!is_ipmi_pong(bytes, tag + 1));
  if (const auto reply = parse_ipmi_capabilities(bytes, sequence)) {
    REQUIRE_ALWAYS(!parse_ipmi_capabilities(bytes, sequence + 1));
    REQUIRE_ALWAYS(reply->completion == 0 || !reply->version2);
  }
  return 0;
}
