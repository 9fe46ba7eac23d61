// Ports and ranges to and from text.
#include "flowvet/base/ports.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace flowvet;

TEST_CASE("A port or a range is read and written back as it was") {
  for (const std::string text : {"1", "80", "65535", "49152-65535", "1-65535"}) {
    CAPTURE(text);
    const auto ports = parse_ports(text);
    REQUIRE(ports);
    CHECK(to_text(*ports) == text);
  }
}

TEST_CASE("A range of one port is that port") {
  CHECK(parse_ports("443-443") == PortRange{443, 443});
  CHECK(to_text(PortRange{443, 443}) == "443");
}

TEST_CASE("What is no port or range between 1 and 65535 is refused") {
  for (const std::string text : {"",    "0",   "65536", "99999999999", "-",  "80-",    "-80",      "80-79",  "0-80", "80-65536",
                                 " 80", "80 ", "+80",   "080",         "8o", "80--81", "80-81-82", "80,443", "0x50", "８０"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_ports(text));
  }
}

TEST_CASE("The whole range of ports has 65535 members") {
  CHECK(PortRange{1, 65535}.size() == 65535);
}
