// A reply to one task is none to another, and asks for no more data than was negotiated.
#include "probe/handshakes/iscsi_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  constexpr std::uint32_t task_tag = 0x31383f46;
  const auto reply = parse_iscsi_reply(bytes, task_tag);
  if (!reply) return 0;
  REQUIRE_ALWAYS(reply->data_size <= 8192 && reply->data_size % 4 == 0);
  REQUIRE_ALWAYS(!parse_iscsi_reply(bytes, task_tag + 1));
  return 0;
}
