// A reply to one transaction is none to another.
#include "probe/handshakes/nfs_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  constexpr std::uint32_t transaction = 0x31383f46;
  if (const auto record = nfs_record_size(bytes)) REQUIRE_ALWAYS(*record <= 1024);
  if (parse_nfs_reply(bytes, transaction)) REQUIRE_ALWAYS(!parse_nfs_reply(bytes, transaction + 1));
  return 0;
}
