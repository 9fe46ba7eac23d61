// A reply to one id is none to another, and never a request. One that fits a secret fits no other.
#include "probe/handshakes/radius_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  constexpr std::uint8_t id = 0xa1;
  const Bytes authenticator(radius_authenticator_size, 0x77);
  const bool authentic = is_authentic_radius_reply(bytes, authenticator, "xyzzy5461");
  REQUIRE_ALWAYS(!authentic || !is_authentic_radius_reply(bytes, authenticator, "xyzzy5462"));
  if (!parse_radius_reply(bytes, id)) return 0;
  REQUIRE_ALWAYS(size >= 20 && bytes[0] != 1);
  REQUIRE_ALWAYS(!parse_radius_reply(bytes, id + 1));
  return 0;
}
