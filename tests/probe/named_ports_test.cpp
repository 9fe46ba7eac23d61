// From an endpoint mapper's list to ports.
#include "probe/named_ports.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::probe;

namespace {

constexpr RpcInterface netlogon{{0x78, 0x56, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0xcf, 0xfb}, 1};
constexpr RpcInterface one{{1}, 1}, two{{2}, 1};

std::vector<std::uint16_t> numbers(const std::vector<NamedPort>& ports) {
  std::vector<std::uint16_t> numbers;
  for (const auto& port : ports) numbers.push_back(port.port);
  return numbers;
}

}  // namespace

TEST_CASE("each TCP port of a list is named once with each of its interfaces once") {
  const auto ports = named_ports({{49153, two}, {49152, one}, {49153, one}, {49153, two}});
  REQUIRE(ports.size() == 2);
  CHECK(ports[0].port == 49152);
  CHECK(ports[0].endpoints == std::vector<RpcEndpoint>{{49152, one}});
  CHECK(ports[1].endpoints == std::vector<RpcEndpoint>{{49153, one}, {49153, two}});
}

TEST_CASE("the mapper's own port and whatever is not reached over TCP are left out, a port outside any range is not") {
  CHECK(numbers(named_ports({{135, one}, {0, one}, {1025, one}})) == std::vector<std::uint16_t>{1025});
  CHECK(named_ports({}).empty());
}

TEST_CASE("an endless list is cut, and not at the port that documented flows need") {
  std::vector<RpcEndpoint> endpoints{{65535, netlogon}};
  for (std::uint16_t port = 50000; port < 51000; ++port) endpoints.push_back({port, one});
  const auto ports = named_ports(endpoints);
  REQUIRE(ports.size() == most_named_ports);
  CHECK(ports[0].port == 65535);
  CHECK(ports[1].port == 50000);
}
