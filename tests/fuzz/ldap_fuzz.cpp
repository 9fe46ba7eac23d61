// A reply to one search is none to another.
#include "probe/handshakes/ldap_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  constexpr std::uint32_t id = 0x31383f47;
  const auto reply = parse_ldap_reply(bytes, id);
  if (!reply || reply->kind == LdapReply::Kind::notice) return 0;
  REQUIRE_ALWAYS(!parse_ldap_reply(bytes, id + 1));
  REQUIRE_ALWAYS(reply->kind == LdapReply::Kind::entry || reply->attributes.empty());
  return 0;
}
