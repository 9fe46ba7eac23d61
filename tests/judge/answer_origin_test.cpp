// Forged resets, portals and SYN proxies against the host's own answers: where did an answer in the host's name come from?
#include "judge/answer_origin.hpp"

#include "support/path_builder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using judge::answer_origin;
using judge::Cause;
using judge::Origin;
using judge::Outcome;
using judge::Verdict;
using namespace flowvet::test;

namespace {

const auto gate = address("10.0.1.1");
const auto wall = address("10.0.2.1");

/// The host answers at hop 3 and its answers arrive with 62 hops left.
TraceBuilder host_at_3() {
  return TraceBuilder(catalog::Transport::icmp).unlimited_answer(62).answered(3, 62).expired(2, wall);
}

/// A reset that arrives with this many hops left, measured with floors as the tracer does.
TraceBuilder reset_arriving_with(int left) {
  auto trace = tcp_trace().expired(2, wall).reset(3);
  for (int i = 0; i < 5; ++i) trace.at_floor(62, left >= 62 ? probe::HopSign::reset : probe::HopSign::nothing);
  for (int i = 0; i < 5; ++i) trace.at_floor(63, left >= 63 ? probe::HopSign::reset : probe::HopSign::nothing);
  if (left < 63) return trace;
  trace.at_floor(64, left >= 64 ? probe::HopSign::reset : probe::HopSign::nothing);
  for (int i = 0; i < 5; ++i) trace.at_floor(65, left >= 65 ? probe::HopSign::reset : probe::HopSign::nothing);
  return trace;
}

Origin origin(const TraceBuilder& own, const TraceBuilder& others) {
  return answer_origin(own, others, target_address()).first;
}

probe::Observation seen_with_path(probe::Attempt attempt, TraceBuilder own, TraceBuilder others) {
  auto observation = seen({std::move(attempt)});
  observation.path = std::make_shared<const probe::Path>(probe::Path{own, others.trace});
  return observation;
}

}  // namespace

TEST_CASE("a reset from the host's own distance, there and back, is the host's") {
  CHECK(origin(reset_arriving_with(62), host_at_3()) == Origin::host);
}

TEST_CASE("a reset that comes a shorter way back is forged, also by the last router") {
  const auto [origin, hop] = answer_origin(reset_arriving_with(63), host_at_3(), target_address());
  CHECK(origin == Origin::nearer);
  CHECK(hop == 2);
  CHECK(answer_origin(reset_arriving_with(64), host_at_3(), target_address()).second == 1);
}

TEST_CASE("a reset to a packet that cannot have reached the host is forged") {
  const auto own = tcp_trace().expired(1, gate).reset(2).reset(3);
  CHECK(origin(own, host_at_3()) == Origin::nearer);
  CHECK(origin(own, TraceBuilder(catalog::Transport::icmp).answered(3)) == Origin::unclear);  // no router said that it is farther
}

TEST_CASE("hop limits that began differently are not compared") {
  CHECK(origin(reset_arriving_with(253), host_at_3()) == Origin::unclear);
  CHECK(origin(reset_arriving_with(61), host_at_3()) == Origin::unclear);
}

TEST_CASE("a refusal is the host's only with every piece of the evidence") {
  const auto whole = reset_arriving_with(62);
  CHECK(origin(whole, TraceBuilder(catalog::Transport::icmp)) == Origin::unclear);
  CHECK(origin(whole, TraceBuilder(catalog::Transport::icmp).unlimited_answer(62).answered(3, 62)) == Origin::unclear);
  CHECK(origin(whole, host_at_3().answered(3, 61)) == Origin::unclear);  // answers come back on ways of different length
  CHECK(origin(tcp_trace().expired(2, wall).reset(3), host_at_3()) == Origin::unclear);
  auto loses = whole;
  CHECK(origin(loses.at_floor(62, probe::HopSign::nothing), host_at_3()) == Origin::unclear);
  auto no_router = tcp_trace().reset(3);
  for (int i = 0; i < 5; ++i) no_router.at_floor(62, probe::HopSign::reset).at_floor(63, probe::HopSign::nothing);
  CHECK(origin(no_router, host_at_3()) == Origin::unclear);
}

TEST_CASE("on the same link there is no router to ask") {
  auto own = tcp_trace().reset(1);
  for (int i = 0; i < 5; ++i) own.at_floor(64, probe::HopSign::reset).at_floor(65, probe::HopSign::nothing);
  CHECK(origin(own, TraceBuilder(catalog::Transport::icmp).unlimited_answer(64).answered(1, 64)) == Origin::host);
}

TEST_CASE("datagrams carry no such question") {
  CHECK(origin(TraceBuilder(catalog::Transport::udp).answered(2), host_at_3()) == Origin::unclear);
}

TEST_CASE("a forged reset is a rejection, the host's own shows the path") {
  const auto forged = seen_with_path(reset_by_nobody_named(), reset_arriving_with(63), host_at_3());
  const auto own = seen_with_path(reset_by_nobody_named(), reset_arriving_with(62), host_at_3());
  CHECK(judge::classify(forged, catalog::Transport::tcp, true) == Outcome::rejected);
  CHECK(judge::classify(own, catalog::Transport::tcp, true) == Outcome::refused);
  const plan::Probe tcp;
  CHECK(judge::judge_check(Outcome::refused, site::Expect::path, tcp, &own.attempts[0], false, judge::origin_of(own)).verdict ==
        Verdict::pass);
  CHECK(judge::judge_check(Outcome::refused, site::Expect::path, tcp, &own.attempts[0]).verdict == Verdict::unknown);
}

TEST_CASE("a handshake that is completed on the way is never a pass by itself") {
  struct Row {
    Outcome outcome;
    site::Expect expect;
    Verdict verdict;
  };
  plan::Probe probe;
  probe.replies = plan::Replies::always;
  using site::Expect;
  for (const auto& [outcome, expect, verdict] :
       {Row{Outcome::accepted, Expect::serve, Verdict::unknown}, Row{Outcome::accepted, Expect::path, Verdict::unknown},
        Row{Outcome::accepted, Expect::closed, Verdict::unknown}, Row{Outcome::mute, Expect::serve, Verdict::fail},
        Row{Outcome::mute, Expect::path, Verdict::unknown}, Row{Outcome::mute, Expect::closed, Verdict::unknown},
        Row{Outcome::mismatched, Expect::serve, Verdict::fail}, Row{Outcome::mismatched, Expect::path, Verdict::unknown}}) {
    CAPTURE(to_word(outcome));
    CAPTURE(static_cast<int>(expect));
    const auto said = judge::judge_check(outcome, expect, probe, nullptr, false, Origin::nearer);
    CHECK(said.verdict == verdict);
    CHECK(said.cause == Cause::intercepted);
  }
  CHECK(judge::judge_check(Outcome::answered, Expect::serve, probe, nullptr, false, Origin::nearer).verdict == Verdict::pass);
}
