// Addresses and networks to and from text.
#include "flowvet/base/address.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace flowvet;

namespace {

std::string round_trip(std::string_view text) {
  const auto address = parse_address(text);
  return address ? to_text(*address) : "refused";
}

std::vector<std::string> texts(std::string_view network) {
  std::vector<std::string> hosts;
  for (const auto& host : hosts_of(parse_network(network).value())) hosts.push_back(to_text(host));
  return hosts;
}

}  // namespace

TEST_CASE("IPv4 addresses keep their text and their bytes") {
  CHECK(round_trip("10.1.2.3") == "10.1.2.3");
  CHECK(round_trip("255.255.255.255") == "255.255.255.255");
  CHECK(parse_address("10.1.2.3")->bytes == std::array<std::uint8_t, 16>{10, 1, 2, 3});
}

TEST_CASE("IPv6 addresses are written as RFC 5952 says") {
  CHECK(round_trip("2001:DB8:0:0:0:0:0:1") == "2001:db8::1");
  CHECK(round_trip("2001:db8:0:0:1:0:0:1") == "2001:db8::1:0:0:1");
  CHECK(round_trip("2001:db8:0:1:1:1:1:1") == "2001:db8:0:1:1:1:1:1");
  CHECK(round_trip("::1:2:3:4:5:6:7") == "0:1:2:3:4:5:6:7");
  CHECK(round_trip("1:2:3:4:5:6:7::") == "1:2:3:4:5:6:7:0");
  CHECK(round_trip("1:0:3:0:5:0:7:0") == "1:0:3:0:5:0:7:0");
  CHECK(round_trip("::3:4:5:6:7:8") == "::3:4:5:6:7:8");
  CHECK(round_trip("2001:0db8::0001") == "2001:db8::1");
  CHECK(round_trip("::") == "::");
  CHECK(round_trip("::ffff:10.1.2.3") == "::ffff:10.1.2.3");
}

TEST_CASE("A numeric zone belongs to the address, a named one is not known here") {
  CHECK(parse_address("fe80::1%3")->scope == 3);
  CHECK(round_trip("fe80::1%3") == "fe80::1%3");
  CHECK(round_trip("fe80::1%eth0") == "refused");
  CHECK(round_trip("fe80::1%") == "refused");
  CHECK(round_trip("fe80::1%99999999999") == "refused");
  CHECK(round_trip("10.1.2.3%3") == "refused");
}

TEST_CASE("Text that is almost an address is refused") {
  for (const std::string text : {"", "10.1.2", "10.1.2.256", "10.1.2.03", "10.1.2.3.4", " 10.1.2.3", "10.1.2.3 ", "[::1]",
                                 ":::", "1:2:3:4:5:6:7:8:9", "12345::", "10.1.2.3:80", "ddc01", "0x7f.0.0.1"}) {
    CAPTURE(text);
    CHECK(round_trip(text) == "refused");
  }
}

TEST_CASE("Loopback is all of 127.0.0.0/8 and ::1 only") {
  CHECK(is_loopback(*parse_address("127.0.0.1")));
  CHECK(is_loopback(*parse_address("127.255.0.9")));
  CHECK(is_loopback(*parse_address("::1")));
  CHECK_FALSE(is_loopback(*parse_address("128.0.0.1")));
  CHECK_FALSE(is_loopback(*parse_address("::")));
  CHECK_FALSE(is_loopback(*parse_address("1::1")));
}

TEST_CASE("Networks yield their usable hosts in order") {
  CHECK(texts("10.1.2.0/30") == std::vector<std::string>{"10.1.2.1", "10.1.2.2"});
  CHECK(texts("10.1.2.0/31") == std::vector<std::string>{"10.1.2.0", "10.1.2.1"});
  CHECK(texts("10.1.2.9/32") == std::vector<std::string>{"10.1.2.9"});
  CHECK(texts("2001:db8::fffe/127") == std::vector<std::string>{"2001:db8::fffe", "2001:db8::ffff"});
  CHECK(texts("10.1.2.0/23").at(255) == "10.1.3.0");
}

TEST_CASE("A network's base has no bits beyond the prefix") {
  CHECK(to_text(parse_network("10.1.2.77/26")->base) == "10.1.2.64");
  CHECK(to_text(parse_network("2001:db8::77/124")->base) == "2001:db8::70");
  CHECK(to_text(parse_network("10.1.2.77/0")->base) == "0.0.0.0");
}

TEST_CASE("Counting hosts agrees with listing them and saturates instead of overflowing") {
  for (const std::string text : {"10.0.0.0/20", "10.0.0.0/30", "10.0.0.0/31", "10.0.0.0/32", "2001:db8::/116", "2001:db8::/128"}) {
    CAPTURE(text);
    const auto network = parse_network(text).value();
    CHECK(host_count(network) == hosts_of(network).size());
  }
  CHECK(host_count(*parse_network("0.0.0.0/0")) == 4294967294U);
  CHECK(host_count(*parse_network("::/0")) == std::uint64_t{1} << 63);
  CHECK(host_count(*parse_network("::/65")) == std::uint64_t{1} << 63);
  CHECK(host_count(*parse_network("::/66")) == std::uint64_t{1} << 62);
}

TEST_CASE("What is no network in CIDR notation is refused") {
  for (const std::string text : {"10.1.2.0", "10.1.2.0/", "10.1.2.0/33", "10.1.2.0/-1", "10.1.2.0/+8", "10.1.2.0/24/8", "::/129", "/24",
                                 "10.1.2/24", "10.1.2.0/255.255.255.0", "10.1.2.0/99999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_network(text));
  }
}
