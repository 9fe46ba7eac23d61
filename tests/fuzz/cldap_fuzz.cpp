// Compressed names end, within the bytes and within the length of a name.
#include "probe/handshakes/cldap_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto answer = parse_netlogon({data, size});
  if (!answer) return 0;
  constexpr std::size_t longest = 255 + 64;  // RFC 1035, and the label that went beyond it
  for (const std::string* name : {&answer->forest, &answer->domain, &answer->host, &answer->server_site, &answer->client_site})
    REQUIRE_ALWAYS(name->size() <= longest);
  return 0;
}
