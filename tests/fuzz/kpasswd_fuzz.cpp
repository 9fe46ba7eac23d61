// Whatever is taken for a reply has its own length in front.
#include "probe/handshakes/kpasswd_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (!parse_kpasswd_reply(bytes)) return 0;
  REQUIRE_ALWAYS(Reader(bytes).u16() == size);
  REQUIRE_ALWAYS(parse_kerberos_error(bytes.subspan(6)));
  return 0;
}
