// A reply to one query is a reply, and to no other query.
#include "probe/handshakes/dns_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  constexpr std::uint16_t id = 0x3138;
  const auto reply = parse_dns_reply(bytes, id);
  if (!reply) return 0;
  REQUIRE_ALWAYS((bytes[2] & 0x80U) != 0);
  REQUIRE_ALWAYS(!rcode_text(reply->rcode).empty());
  REQUIRE_ALWAYS(!parse_dns_reply(bytes, id + 1));
  return 0;
}
