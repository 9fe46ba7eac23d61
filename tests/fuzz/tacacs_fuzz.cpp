// A header that is accepted is whole, ours, and promises a body that is worth reading.
#include "probe/handshakes/tacacs_message.hpp"
#include "require.hpp"

using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint32_t session = 0x01020304;
  if (const auto body = tacacs_reply_size({data, size}, session))
    REQUIRE_ALWAYS(size >= tacacs_header_size && *body >= 6 && *body < 0x40000);
  return 0;
}
