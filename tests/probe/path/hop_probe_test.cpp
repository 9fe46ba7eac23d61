// Ends of attempts read as answers from the way, and which flows are followed at all.
#include "probe/path/hop_probe.hpp"

#include "probe/path/tracer.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::probe;
using namespace flowvet::test;
using catalog::Transport;
using path::is_worth_tracing;

namespace {

HopSign sign(Attempt attempt, Transport transport = Transport::tcp) {
  AttemptEnd end;
  end.attempt = std::move(attempt);
  return path::to_answer(end, transport, {3, 0}).sign;
}

}  // namespace

TEST_CASE("what ends an attempt is an answer from somewhere on the way") {
  CHECK(sign(icmp_error(Family::v4, 11, 0, router_address())) == HopSign::expired);
  CHECK(sign(icmp_error(Family::v6, 3, 0, address("fd00::1"))) == HopSign::expired);
  CHECK(sign(icmp_error(Family::v4, 11, 1, router_address())) == HopSign::unreachable);
  CHECK(sign(icmp_error(Family::v4, 3, 13, router_address())) == HopSign::unreachable);
  CHECK(sign(icmp_error(Family::v4, 3, 13, router_address(), true)) == HopSign::failed);
  CHECK(sign(reset_by_nobody_named()) == HopSign::reset);
  CHECK(sign(reset_by_nobody_named(), Transport::udp) == HopSign::unreachable);
  CHECK(sign(handshake_done()) == HopSign::answered);
  CHECK(sign(valid_reply(), Transport::udp) == HopSign::answered);
  CHECK(sign(silence()) == HopSign::nothing);
  CHECK(sign(failed_with(ErrorKind::not_permitted)) == HopSign::failed);
  CHECK(sign(failed_with(ErrorKind::unsupported)) == HopSign::failed);
}

TEST_CASE("a flow is followed when nobody proved that it works and its packets leave this host") {
  const auto follows = [](Attempt attempt, Transport transport = Transport::tcp, TraceMode mode = TraceMode::automatic) {
    return is_worth_tracing(seen({std::move(attempt)}), transport, mode);
  };
  CHECK(follows(silence()));
  CHECK(follows(reset_by_nobody_named()));
  CHECK(follows(handshake_done()));
  CHECK(follows(no_reply_after_connect()));
  CHECK(follows(icmp_error(Family::v4, 3, 13, router_address())));
  CHECK_FALSE(follows(valid_reply()));
  CHECK(follows(valid_reply(), Transport::tcp, TraceMode::always));
  CHECK_FALSE(follows(silence(), Transport::tcp, TraceMode::never));
  for (const auto kind :
       {ErrorKind::not_permitted, ErrorKind::no_descriptors, ErrorKind::no_privilege, ErrorKind::cancelled, ErrorKind::net_unreachable})
    CHECK_FALSE(follows(failed_with(kind)));
  CHECK_FALSE(follows(icmp_error(Family::v4, 3, 13, router_address(), true)));
  auto closed = icmp_error(Family::v4, 3, 3, target_address());
  closed.error.kind = ErrorKind::refused;
  CHECK_FALSE(follows(closed, Transport::udp));
}

TEST_CASE("traffic to this host itself is not followed") {
  CHECK_FALSE(is_worth_tracing(seen({silence()}, address("127.0.0.1")), Transport::tcp, TraceMode::always));
  auto to_self = seen({silence()});
  to_self.source = to_self.address;
  CHECK_FALSE(is_worth_tracing(to_self, Transport::tcp, TraceMode::always));
}
