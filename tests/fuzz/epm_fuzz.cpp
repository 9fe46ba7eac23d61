// A page never holds more endpoints than were asked for, and what follows from it is bounded and in order.
#include "probe/handshakes/epm_message.hpp"
#include "probe/named_ports.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto page = parse_epm_page({data, size});
  if (!page) return 0;
  REQUIRE_ALWAYS(page->endpoints.size() <= 500);
  const auto ports = named_ports(page->endpoints);
  REQUIRE_ALWAYS(ports.size() <= most_named_ports);
  for (const NamedPort& named : ports) {
    REQUIRE_ALWAYS(named.port != 0 && named.port != mapper_port && !named.endpoints.empty());
    for (const RpcEndpoint& endpoint : named.endpoints) REQUIRE_ALWAYS(endpoint.port == named.port && !name_of(endpoint.served).empty());
  }
  return 0;
}
