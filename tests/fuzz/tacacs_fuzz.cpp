// A header that is accepted is whole, ours, and promises a body that is worth reading; what follows it may open or not.
#include "probe/handshakes/tacacs_message.hpp"
#include "require.hpp"

using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint32_t session = 0x01020304;
  const ByteView bytes(data, size);
  const auto promised = tacacs_reply_size(bytes, session);
  if (!promised) return 0;
  REQUIRE_ALWAYS(size >= tacacs_header_size && *promised >= 6 && *promised < 0x40000);
  const ByteView body = bytes.subspan(tacacs_header_size);
  REQUIRE_ALWAYS(!is_authentic_tacacs_reply(bytes, body, "s3cret") || body.size() >= 6);
  return 0;
}
