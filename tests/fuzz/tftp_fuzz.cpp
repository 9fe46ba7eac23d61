// A TFTP answer is an error that ends, or a first block of at most 512 bytes; never a request.
#include "probe/handshakes/tftp_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto reply = parse_tftp_reply(ByteView(data, size));
  if (!reply) return 0;
  REQUIRE_ALWAYS(size >= 4 && (data[1] == 3 || data[1] == 5));
  REQUIRE_ALWAYS(reply->text.size() + 5 <= size || reply->is_data);
  if (reply->is_data) REQUIRE_ALWAYS(size <= 4 + 512 && reply->text.empty());
  return 0;
}
