// What may be traced, as typed.
#include "cli/trace_target.hpp"

#include "cli/profile_option.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using catalog::Transport;
using cli::parse_trace_target;
using cli::TraceTarget;

TEST_CASE("a port and a protocol, or icmp") {
  CHECK((parse_trace_target("1494/tcp").value() == TraceTarget{Transport::tcp, 1494}));
  CHECK((parse_trace_target("53/udp").value() == TraceTarget{Transport::udp, 53}));
  CHECK((parse_trace_target("icmp").value() == TraceTarget{Transport::icmp, 0}));
}

TEST_CASE("everything else is a problem with a hint") {
  for (const char* text :
       {"", "1494", "tcp", "/tcp", "0/tcp", "65536/udp", "080/tcp", "80-90/tcp", "53/sctp", "7/icmp", "53/udp/tcp", "-1/tcp"}) {
    CAPTURE(text);
    const auto target = parse_trace_target(text);
    REQUIRE_FALSE(target.has_value());
    CHECK(target.error().front().hint.find("1494/tcp") != std::string::npos);
  }
}

TEST_CASE("a datagram carries the request of the service that the catalog documents on its port") {
  const auto catalog = cli::read_catalog("");
  REQUIRE(catalog.has_value());
  CHECK(cli::documented_service(*catalog, 53) == "dns");
  CHECK(cli::documented_service(*catalog, 4).empty());
}
