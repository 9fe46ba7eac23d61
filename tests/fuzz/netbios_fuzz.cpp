// A node status for one id is none for another; session headers of clients are no answers.
#include "probe/handshakes/netbios_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  constexpr std::uint16_t id = 0x3138;
  if (const auto status = parse_netbios_status(bytes, id)) {
    REQUIRE_ALWAYS(status->computer.size() <= 15 && status->domain.size() <= 15);
    REQUIRE_ALWAYS(!parse_netbios_status(bytes, id + 1));
  }
  if (parse_netbios_session(bytes)) REQUIRE_ALWAYS(bytes[0] >= 0x82 && bytes[0] <= 0x84);
  return 0;
}
