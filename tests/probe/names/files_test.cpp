// The files as administrators and installers write them.
#include "probe/names/files.hpp"

#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::probe::names;
using Texts = std::vector<std::string>;

TEST_CASE("resolv.conf: the first three servers, the last search list, and ndots") {
  const auto file = parse_resolv_conf(
      "# made by hand\n; an old comment\nnameserver 10.0.0.2\nnameserver fe80::1%eth0   # by router\n"
      "domain old.example\nsearch corp.example. lab.example\noptions timeout:1 ndots:2 rotate\n"
      "nameserver 10.0.0.4\nnameserver 10.0.0.5\nnameserver\n");
  CHECK(file.servers == Texts{"10.0.0.2", "fe80::1%eth0", "10.0.0.4"});
  CHECK(file.search == Texts{"corp.example", "lab.example"});
  CHECK(file.ndots == 2);
  CHECK(parse_resolv_conf("search .\noptions ndots:99").search.empty());
  CHECK(parse_resolv_conf("options ndots:99").ndots == 15);
  CHECK(parse_resolv_conf("options ndots:x").ndots == 1);
}

TEST_CASE("Names are completed in the order in which the system tries") {
  ResolverFile file;
  file.search = {"corp.example", "lab.example"};
  CHECK(candidates("ddc01", file) == Texts{"ddc01.corp.example", "ddc01.lab.example", "ddc01"});
  CHECK(candidates("ddc01.eu", file) == Texts{"ddc01.eu", "ddc01.eu.corp.example", "ddc01.eu.lab.example"});
  CHECK(candidates("ddc01.eu.", file) == Texts{"ddc01.eu"});
  file.ndots = 2;
  CHECK(candidates("ddc01.eu", file).front() == "ddc01.eu.corp.example");
}

TEST_CASE("The hosts file gives names and aliases their addresses") {
  const std::string text =
      "127.0.0.1 localhost\n10.9.9.9\tDDC01.corp.example ddc01 # pinned for the test\n"
      "#10.8.8.8 ddc01\nfd00::9 ddc01\n10.9.9.9 ddc01\nnonsense ddc01\n";
  CHECK(addresses_in_hosts_file(text, "ddc01") == std::vector{test::address("10.9.9.9"), test::address("fd00::9")});
  CHECK(addresses_in_hosts_file(text, "ddc01.CORP.example.") == std::vector{test::address("10.9.9.9")});
  CHECK(addresses_in_hosts_file(text, "pinned").empty());
}
