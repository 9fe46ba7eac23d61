// Whatever a name server sends is a reply to the question or nothing, and what is read from it can be shown.
#include "flowvet/base/text.hpp"
#include "probe/names/message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  constexpr std::uint16_t id = 0x1234;
  for (const auto& [name, type] :
       {std::pair{"ddc01.corp.example", DnsType::a}, {"ddc01.corp.example", DnsType::aaaa}, {"3.2.1.10.in-addr.arpa", DnsType::ptr}}) {
    const auto reply = names::parse_reply(bytes, id, name, type);
    if (!reply) continue;
    REQUIRE_ALWAYS((bytes[2] & 0x80U) != 0);
    REQUIRE_ALWAYS(type == DnsType::ptr ? reply->addresses.empty() : reply->names.empty());
    for (const IpAddress& address : reply->addresses) REQUIRE_ALWAYS(address.family == (type == DnsType::a ? Family::v4 : Family::v6));
    for (const std::string& text : reply->names) REQUIRE_ALWAYS(!escape_peer_text(text).empty());
    REQUIRE_ALWAYS(!names::parse_reply(bytes, id + 1, name, type));
  }
  return 0;
}
