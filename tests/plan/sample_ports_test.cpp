// Which ports of a range are checked.
#include "plan/sample_ports.hpp"

#include <doctest/doctest.h>

#include <array>

namespace flowvet {
namespace {

using plan::sample_ports;
using Ports = std::vector<std::uint16_t>;

TEST_CASE("a range up to the limit is checked whole, the next larger one is sampled") {
  const std::array whole{PortRange{1000, 1063}}, larger{PortRange{1000, 1064}};
  CHECK(sample_ports(whole, false).ports.size() == 64);
  CHECK(!sample_ports(whole, false).is_partial());
  CHECK(sample_ports(larger, false).ports == Ports{1000, 1001, 1032, 1064});
  CHECK(sample_ports(larger, false).documented == 65);
  CHECK(sample_ports(larger, false).is_partial());
  CHECK(sample_ports(larger, true).ports.size() == 65);
  CHECK(!sample_ports(larger, true).is_partial());
}

TEST_CASE("the dynamic RPC range is sampled where its services are") {
  const std::array range{PortRange{49152, 65535}};
  CHECK(sample_ports(range, false).ports == Ports{49152, 49153, 49154, 49155, 49664, 49665, 49666, 49667, 49668, 49669, 57344, 65535});
}

TEST_CASE("the edges of the port numbers are within reach") {
  const std::array all{PortRange{1, 65535}};
  CHECK(sample_ports(all, false).ports == Ports{1, 2, 32768, 65535});
  const auto whole = sample_ports(all, true);
  CHECK(whole.ports.size() == 65535);
  CHECK(whole.ports.front() == 1);
  CHECK(whole.ports.back() == 65535);
}

TEST_CASE("ranges that overlap count and yield each port once") {
  const std::array ranges{PortRange{80, 80}, PortRange{79, 81}, PortRange{80, 80}};
  const auto sample = sample_ports(ranges, false);
  CHECK(sample.ports == Ports{80, 79, 81});
  CHECK(sample.documented == 3);
}

TEST_CASE("no range yields no port") {
  CHECK(sample_ports({}, false).ports.empty());
  CHECK(!sample_ports({}, false).is_partial());
}

}  // namespace
}  // namespace flowvet
