// A page never holds more endpoints than were asked for.
#include "probe/handshakes/epm_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto page = parse_epm_page({data, size});
  if (!page) return 0;
  REQUIRE_ALWAYS(page->endpoints.size() <= 500);
  for (const EpmEndpoint& endpoint : page->endpoints) REQUIRE_ALWAYS(endpoint.interface_id.size() == 36);
  return 0;
}
