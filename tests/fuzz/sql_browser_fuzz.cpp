// Whatever is taken for a list has at least one instance and not too many.
#include "probe/handshakes/sql_browser_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto instances = parse_sql_browser_reply({data, size});
  if (!instances) return 0;
  REQUIRE_ALWAYS(!instances->empty() && instances->size() <= 50);
  for (const SqlInstance& instance : *instances) REQUIRE_ALWAYS(instance.name.size() + instance.tcp_port.size() < size);
  return 0;
}
