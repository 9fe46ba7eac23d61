// Only a datagram of a handshake's size, addressed to our socket, is an answer; our own hello never is.
#include "probe/handshakes/edt_message.hpp"
#include "require.hpp"

using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr UdtIds ids{0x01020304, 5};
  if (parse_udt_reply({data, size}, ids))
    REQUIRE_ALWAYS(size == udt_hello(ids).size() && Reader(ByteView(data, size).subspan(12)).u32() == ids.socket);
  REQUIRE_ALWAYS(!parse_udt_reply(udt_hello(ids), ids));
  return 0;
}
