// A version that is accepted is seven characters, a refusal lies within what came.
#include "probe/handshakes/vnc_message.hpp"
#include "require.hpp"

using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (const auto version = parse_vnc_version(bytes)) REQUIRE_ALWAYS(version->size() == 7 && size >= vnc_version_size);
  if (const auto refusal = parse_vnc_refusal(bytes)) REQUIRE_ALWAYS(!refusal->empty() && refusal->size() + 8 <= size);
  return 0;
}
