// Host and port as one text.
#include "flowvet/base/proxy.hpp"

#include <doctest/doctest.h>

using namespace flowvet;

TEST_CASE("an IPv6 address stands in brackets before a port, anything else does not") {
  CHECK(to_authority("cloud.example", 443) == "cloud.example:443");
  CHECK(to_authority("10.1.2.3", 65535) == "10.1.2.3:65535");
  CHECK(to_authority("2001:db8::1", 443) == "[2001:db8::1]:443");
  CHECK(to_text(Proxy{"proxy01", 3128}) == "proxy01:3128");
}
