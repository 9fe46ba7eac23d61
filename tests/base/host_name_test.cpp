// Which texts name one host.
#include "base/host_name.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace flowvet;

namespace {

std::string flaw(std::string_view text) {
  const auto found = flaw_of_host(text);
  return found ? found->what : "";
}

std::string hint(std::string_view text) {
  const auto found = flaw_of_host(text);
  return found ? found->hint : "";
}

}  // namespace

TEST_CASE("Names by RFC 1123 and unicast addresses are hosts") {
  for (const std::string text :
       {"ddc01", "ddc01.corp.example", "ddc01.corp.example.", "DDC-01", "sql_server", "3com.example", "1.example", "10.1.2.3", "127.0.0.1",
        "169.254.1.1", "2001:db8::1", "::1", "fe80::1%2", "xn--wgv71a.example", "a-b--c.d1"}) {
    CAPTURE(text);
    CHECK(flaw(text) == "");
  }
}

TEST_CASE("The longest name and label that DNS allows are hosts, one letter more is not") {
  const std::string label(63, 'a');
  const auto name = label + "." + label + "." + label + "." + std::string(61, 'a');
  CHECK(name.size() == 253);
  CHECK(flaw(name) == "");
  CHECK(flaw(name + "a") == "is longer than the 253 characters of a host name");
  CHECK(flaw(label + "a") == "has a part of more than 63 characters");
}

TEST_CASE("What the C library would take for another address is refused") {
  for (const std::string text : {"10.1.2", "10.1.2.256", "10.1.2.03", "1234", "0x7f000001", "0x7f.1", "ddc01.7", "2130706433."}) {
    CAPTURE(text);
    CHECK(flaw(text) == "is neither a complete IPv4 address nor a host name");
  }
}

TEST_CASE("Addresses that belong to no single host are refused") {
  CHECK(flaw("0.0.0.0") == "is an address of \"this network\", not of a host");
  CHECK(flaw("255.255.255.255") == "is the broadcast address, not a host");
  CHECK(flaw("224.0.0.1") == "is a multicast address, not a host");
  CHECK(flaw("239.255.255.255") == "is a multicast address, not a host");
  CHECK(flaw("::") == "is the unspecified address, not a host");
  CHECK(flaw("ff02::1") == "is a multicast address, not a host");
  CHECK(flaw("::ffff:10.1.2.3") == "is an IPv4 address in IPv6 form");
  CHECK(flaw("fe80::1") == "is a link-local address without its zone");
}

TEST_CASE("The usual slips are recognised and say what to write instead") {
  CHECK(hint("https://sf.corp.example/Citrix") == "write only the host name");
  CHECK(hint("ddc01:8080").starts_with("write only the host;"));
  CHECK(hint("10.1.2.3:80").starts_with("write only the host;"));
  CHECK(hint("[2001:db8::1]:443") == "write an IPv6 address without brackets and port");
  CHECK(hint("ddc01, ddc02") == "remove it, or list the hosts one by one");
  CHECK(hint("ddc01,ddc02") == "list the hosts one by one");
  CHECK(hint("*.corp.example") == "name the concrete hosts, a pattern cannot be probed");
  CHECK(hint("10.1.2.3-10.1.2.9") == "write a network as 10.1.2.0/28, or list the hosts one by one");
  CHECK(hint("10.1.2.3-9") == "write a network as 10.1.2.0/28, or list the hosts one by one");
  CHECK(hint("fe80::1%eth0") == "give the interface's number, e.g. fe80::1%2");
  CHECK(hint("10.1.2.0/33") == "write a network as 10.1.2.0/28, a host without path");
  CHECK(hint("サーバー.example") == "write an international name in its xn-- form");
}

TEST_CASE("Malformed names are refused") {
  CHECK(flaw("") == "is empty");
  CHECK(flaw(".") == "has an empty part between two dots");
  CHECK(flaw("..") == "has an empty part between two dots");
  CHECK(flaw(".ddc01") == "has an empty part between two dots");
  CHECK(flaw("ddc01..corp") == "has an empty part between two dots");
  CHECK(flaw("-ddc01") == "has a part that begins or ends with a hyphen");
  CHECK(flaw("ddc01-.corp") == "has a part that begins or ends with a hyphen");
  CHECK(flaw("ddc01\x1b") == "holds a character that no host name has");
  CHECK(flaw("user@ddc01") == "holds a character that no host name has");
  CHECK(flaw("2001:db8:::1") == "is no valid IPv6 address");
}

TEST_CASE("Hosts are the same whatever the case, the final dot or the spelling of an address") {
  CHECK(same_host_key("DDC01.Corp.") == same_host_key("ddc01.corp"));
  CHECK(same_host_key("2001:DB8:0::1") == same_host_key("2001:db8::1"));
  CHECK(same_host_key("ddc01") != same_host_key("ddc01.corp"));
}
