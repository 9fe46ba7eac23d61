// HOST[:PORT] as clients of /probe and people write it: whatever is accepted is one host in plain characters, and is accepted again in its
// own words.
#include "base/host_port.hpp"
#include "flowvet/base/address.hpp"
#include "require.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

using namespace flowvet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto target = parse_host_port({reinterpret_cast<const char*>(data), size}, "target");
  if (!target) {
    REQUIRE_ALWAYS(!target.error().empty() && !target.error().front().what.empty());
    return 0;
  }
  const auto plain = [](unsigned char c) { return c > 0x20 && c < 0x7f && c != '/' && c != '"' && c != '<'; };
  REQUIRE_ALWAYS(!target->host.empty() && std::ranges::all_of(target->host, plain));
  REQUIRE_ALWAYS(target->port != 0);
  auto text = target->host.find(':') == std::string::npos ? target->host : "[" + target->host + "]";
  if (target->port) text += ":" + std::to_string(*target->port);
  const auto again = parse_host_port(text, "target");
  REQUIRE_ALWAYS(again && *again == *target);
  return 0;
}
