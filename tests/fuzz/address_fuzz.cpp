// Whatever parse_address, parse_network and parse_ports accept, they accept again in their own words.
#include "flowvet/base/address.hpp"
#include "flowvet/base/ports.hpp"
#include "require.hpp"

#include <cstdint>
#include <string_view>

using namespace flowvet;

namespace {

void check_address(std::string_view text) {
  const auto address = parse_address(text);
  if (!address) return;
  const auto again = parse_address(to_text(*address));
  REQUIRE_ALWAYS(again == address);
}

void check_network(std::string_view text) {
  const auto network = parse_network(text);
  if (!network) return;
  const int width = network->base.family == Family::v4 ? 32 : 128;
  REQUIRE_ALWAYS(0 <= network->prefix && network->prefix <= width);
  if (const auto count = host_count(*network); count <= 256) REQUIRE_ALWAYS(hosts_of(*network).size() == count);
}

void check_ports(std::string_view text) {
  const auto ports = parse_ports(text);
  if (!ports) return;
  REQUIRE_ALWAYS(1 <= ports->first && ports->first <= ports->last);
  REQUIRE_ALWAYS(parse_ports(to_text(*ports)) == ports);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_address(text);
  check_network(text);
  check_ports(text);
  return 0;
}
