// What a trace means, as tables: each line is a packet, and each case says how far the flow is known to get.
#include "flowvet/judge/path.hpp"

#include "support/path_builder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using judge::BlockedAt;
using judge::find_path;
using judge::Origin;
using judge::Outcome;
using namespace flowvet::test;

namespace {

const auto gate = address("10.0.1.1");
const auto wall = address("10.0.2.1");
const auto other_wall = address("10.0.2.9");

/// The host answers at hop 3, behind gate and wall.
TraceBuilder host_at_3() {
  return TraceBuilder(catalog::Transport::icmp).unlimited_answer(62).answered(3).expired(2, wall);
}

judge::PathFinding find(const TraceBuilder& own, const TraceBuilder& others) {
  return find_path({own, others}, target_address());
}

std::optional<BlockedAt> stop(const TraceBuilder& own, const TraceBuilder& others, Outcome outcome = Outcome::silent) {
  return judge::blocked_at(outcome, find(own, others));
}

}  // namespace

TEST_CASE("a flow that passes the last router and is not answered stops at the host") {
  CHECK(stop(tcp_trace().expired(2, wall).silent(3), host_at_3()) == BlockedAt{2, wall, 3, std::nullopt});
}

TEST_CASE("a flow stops before a hop that answers others right afterwards") {
  const auto own = tcp_trace().silent(2).silent(3).expired(1, gate).silent(2).silent(2).silent(2);
  CHECK(stop(own, host_at_3().expired(1, gate).later().expired(2, wall).expired(2, wall)) == BlockedAt{1, gate, 2, std::nullopt});
}

TEST_CASE("one unanswered question places nothing") {
  CHECK(stop(tcp_trace().expired(1, gate).silent(2), host_at_3().later().expired(2, wall)) ==
        BlockedAt{1, gate, std::nullopt, std::nullopt});
}

TEST_CASE("a router that answered others only earlier may have had enough") {
  const auto own = tcp_trace().later().expired(1, gate).silent(2).silent(2).silent(3);
  const auto finding = find(own, host_at_3().silent(2));
  CHECK_FALSE(finding.stops_before);
  CHECK(finding.answers_limited);
  CHECK(judge::blocked_at(Outcome::silent, finding) == BlockedAt{1, gate, std::nullopt, std::nullopt});
}

TEST_CASE("a comparison that is not heard where the flow is has lost packets too") {
  const auto own = tcp_trace().silent(2).silent(3).expired(1, gate).silent(2).silent(2).silent(2);
  const auto heard = host_at_3().answered(3).later().expired(2, wall).expired(2, wall);
  CHECK(find(own, heard).stops_before == 2);
  CHECK_FALSE(find(own, host_at_3().answered(3).silent(1).later().expired(2, wall).expired(2, wall)).stops_before);
}

TEST_CASE("where the network loses packets, silence places nothing") {
  const auto own = tcp_trace().expired(1, gate).silent(2).silent(2).silent(2);
  CHECK_FALSE(find(own, host_at_3().silent(3).silent(3).silent(2).later().expired(2, wall).expired(2, wall)).stops_before);
  CHECK_FALSE(find(own, host_at_3().silent(0).silent(0).later().expired(2, wall).expired(2, wall).expired(2, wall)).stops_before);
}

TEST_CASE("three questions are too few where six packets of the comparison came through") {
  const auto own = tcp_trace().silent(2).silent(3).expired(1, gate).silent(2).silent(2);
  CHECK_FALSE(find(own, host_at_3().expired(1, gate).later().expired(2, wall).expired(2, wall)).stops_before);
}

TEST_CASE("a farther hop places nothing while a nearer one that answers is undecided") {
  const auto own = tcp_trace().silent(1).silent(2).silent(2).silent(2).silent(2).silent(3);
  const auto others = host_at_3().answered(3).later().expired(1, gate).expired(2, wall).expired(2, wall);
  const auto finding = find(own, others);
  CHECK_FALSE(finding.stops_before);
  CHECK(finding.answers_limited);
}

TEST_CASE("a router that answers nobody is passed over") {
  const auto others = TraceBuilder(catalog::Transport::icmp)
                          .answered(4)
                          .silent(2)
                          .later()
                          .expired(1, gate)
                          .expired(3, wall)
                          .expired(1, gate)
                          .expired(3, wall)
                          .answered(0);
  const auto own = tcp_trace().expired(1, gate).silent(2).silent(2).silent(3).silent(3).silent(3).silent(3).silent(4);
  CHECK(stop(own, others) == BlockedAt{1, gate, 3, std::nullopt});
  CHECK(stop(tcp_trace().silent(2).expired(3, wall).silent(4), others) == BlockedAt{3, wall, 4, std::nullopt});
}

TEST_CASE("a flow that is never heard of stops before the first hop that answers others") {
  const auto own = tcp_trace().silent(1).silent(2).silent(3).silent(1).silent(2).silent(1).silent(1);
  CHECK(stop(own, host_at_3().later().expired(1, gate).expired(2, wall).expired(1, gate)) == BlockedAt{0, std::nullopt, 1, std::nullopt});
}

TEST_CASE("where nothing at all comes back nothing is claimed") {
  const auto silence = TraceBuilder(catalog::Transport::icmp).silent(1).silent(2);
  CHECK(stop(tcp_trace().silent(1).silent(2), silence) == std::nullopt);
  CHECK(find(tcp_trace().silent(1), silence).host_hop == 0);
}

TEST_CASE("without a comparison that reaches the host only the passed hops are known") {
  const auto echo = TraceBuilder(catalog::Transport::icmp).expired(1, gate).expired(2, wall).silent(3);
  CHECK(stop(tcp_trace().expired(1, gate).expired(2, wall).silent(3), echo) == BlockedAt{2, wall, std::nullopt, std::nullopt});
}

TEST_CASE("a device that says no is named, with the hop that it is") {
  const auto own = tcp_trace().expired(2, wall).unreachable(3, 13, wall);
  CHECK(stop(own, host_at_3(), Outcome::rejected) == BlockedAt{2, wall, 3, wall});
  CHECK(stop(tcp_trace().unreachable(1, 13, gate), host_at_3(), Outcome::rejected) == BlockedAt{0, std::nullopt, 1, gate});
}

TEST_CASE("a host that says no itself is the device") {
  const auto finding = find(tcp_trace().expired(2, wall).unreachable(3, 10, target_address()), host_at_3());
  CHECK(finding.device_is_host);
  CHECK(judge::blocked_at(Outcome::rejected, finding) == BlockedAt{2, wall, 3, target_address()});
}

TEST_CASE("the ICMP error of the attempts names the device that the trace did not hear") {
  const probe::Path path{tcp_trace().silent(2).silent(3), host_at_3().trace};
  const probe::Icmp prohibited{Family::v4, 3, 13, wall, 0, 0};
  CHECK(judge::blocked_at(Outcome::rejected, find_path(path, target_address(), prohibited)) == BlockedAt{2, wall, 3, wall});
}

TEST_CASE("a hop with several addresses is kept with all of them") {
  const auto finding = find(tcp_trace().expired(2, wall).expired(2, other_wall).silent(3), host_at_3());
  REQUIRE(finding.hops.size() == 2);
  CHECK(finding.hops[1].own == std::vector{wall, other_wall});
}

TEST_CASE("a router that answers again behind another one is a loop") {
  auto circle = tcp_trace();
  for (const int hop : {1, 3, 5}) circle.expired(hop, gate).expired(hop + 1, wall);
  const auto finding = find(circle, TraceBuilder(catalog::Transport::icmp).silent(1));
  CHECK(finding.loop == std::pair(1U, 3U));
  CHECK(judge::blocked_at(Outcome::unroutable, finding) == BlockedAt{2, wall, std::nullopt, std::nullopt});
  CHECK_FALSE(find(tcp_trace().expired(1, gate).expired(2, gate).expired(3, wall), host_at_3()).loop);
}

TEST_CASE("outcomes that are no stop on the way have none") {
  const auto own = tcp_trace().expired(2, wall).silent(3);
  for (const auto outcome : {Outcome::answered, Outcome::accepted, Outcome::mute, Outcome::mismatched, Outcome::refused, Outcome::cut})
    CHECK(stop(own, host_at_3(), outcome) == std::nullopt);
}
