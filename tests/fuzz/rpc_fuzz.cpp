// Answers to one call are none to another, and their data lie within the unit.
#include "probe/handshakes/rpc_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  constexpr std::uint32_t call_id = 0x31383f46;
  if (const auto unit_size = rpc_unit_size(bytes)) REQUIRE_ALWAYS(*unit_size >= rpc_header_size && *unit_size <= 0xffff);
  for (const std::size_t count : {std::size_t{1}, std::size_t{3}, most_bound_at_once}) {
    const auto results = parse_rpc_bind_reply(bytes, call_id, count);
    if (!results) continue;
    REQUIRE_ALWAYS(results->size() == count);
    REQUIRE_ALWAYS(!parse_rpc_bind_reply(bytes, call_id + 1, count));
  }
  const auto fragment = parse_rpc_fragment(bytes, call_id);
  if (!fragment) return 0;
  REQUIRE_ALWAYS(!parse_rpc_fragment(bytes, call_id + 1));
  REQUIRE_ALWAYS(fragment->data.size() < size);
  REQUIRE_ALWAYS(fragment->data.empty() || fragment->data.data() + fragment->data.size() == data + size);
  return 0;
}
