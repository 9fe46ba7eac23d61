// HOST[:PORT] as people type it.
#include "base/host_port.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace flowvet;

namespace {

/// "host port", "host -" without a port, or the problem.
std::string read(std::string_view text) {
  const auto target = base::parse_host_port(text, "HOST");
  if (!target) return to_text(target.error().front());
  return target->host + " " + (target->port ? std::to_string(*target->port) : "-");
}

}  // namespace

TEST_CASE("a name or address stands alone or before a port") {
  CHECK(read("dc01") == "dc01 -");
  CHECK(read("dc01.corp.example:389") == "dc01.corp.example 389");
  CHECK(read("10.1.2.3") == "10.1.2.3 -");
  CHECK(read("10.1.2.3:1") == "10.1.2.3 1");
  CHECK(read("dc01:65535") == "dc01 65535");
}

TEST_CASE("an IPv6 address needs brackets for a port, and is never split without them") {
  CHECK(read("::1") == "::1 -");
  CHECK(read("::1:389") == "::1:389 -");
  CHECK(read("2001:db8::5") == "2001:db8::5 -");
  CHECK(read("[::1]") == "::1 -");
  CHECK(read("[::1]:389") == "::1 389");
  CHECK(read("[fe80::1%2]:389") == "fe80::1%2 389");
}

TEST_CASE("what is no port is named") {
  for (const std::string port : {"", "0", "65536", "99999999999", "-1", "+80", "080", "80-90", "ldap", " 80"}) {
    CAPTURE(port);
    CHECK(read("dc01:" + port) == "HOST: \"" + port + "\" is not a port (a number from 1 to 65535)");
    CHECK(read("[::1]:" + port) == "HOST: \"" + port + "\" is not a port (a number from 1 to 65535)");
  }
}

TEST_CASE("what is no host is named as everywhere else") {
  CHECK(read("") == "HOST: \"\" is empty");
  CHECK(read(":80") == "HOST: \"\" is empty");
  CHECK(read("https://dc01") == "HOST: \"https://dc01\" is a URL, not a host (write only the host name)");
  CHECK(read("dc01,dc02:80") == "HOST: \"dc01,dc02\" holds more than one host (list the hosts one by one)");
  CHECK(read("10.1.2:53") ==
        "HOST: \"10.1.2\" is neither a complete IPv4 address nor a host name "
        "(an address has four numbers from 0 to 255, without leading zeros)");
  CHECK(read("dc01:80:90") == "HOST: \"dc01:80:90\" is no valid IPv6 address");
  CHECK(read("[ff02::1]:53") == "HOST: \"ff02::1\" is a multicast address, not a host");
  CHECK(read("0.0.0.0:53") == "HOST: \"0.0.0.0\" is an address of \"this network\", not of a host");
}

TEST_CASE("brackets hold an IPv6 address and end before the port") {
  for (const std::string text : {"[", "[]", "[::1", "[dc01]:80", "[10.1.2.3]:80", "[::1]80", "[::1]]:80", "[[::1]]:80", "[::1 ]:80"}) {
    CAPTURE(text);
    CHECK(read(text) == "HOST: \"" + text + "\" is not an IPv6 address in brackets (write [ADDRESS] or [ADDRESS]:PORT)");
  }
}
