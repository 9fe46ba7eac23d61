// What a responder's answer, and its word about a port that did not answer, do to a check.
#include "flowvet/judge/responder_word.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

#include <array>

namespace flowvet {
namespace {

using judge::Cause;
using judge::Certainty;
using judge::Judgement;
using judge::Outcome;
using judge::Verdict;
using site::Expect;

constexpr Judgement proven{Verdict::pass, Certainty::proven, Cause::none};
constexpr Judgement open{Verdict::fail, Certainty::proven, Cause::none};
constexpr Judgement undecided{Verdict::unknown, Certainty::none, Cause::undetermined};
constexpr Judgement dropped{Verdict::fail, Certainty::none, Cause::dropped};
constexpr Judgement intercepted{Verdict::fail, Certainty::none, Cause::intercepted};

probe::ResponderSeen holding(bool held, int arrived, bool translated = false) {
  probe::ResponderSeen seen;
  seen.asked = 5;
  seen.of_port = probe::PortWord{held, translated, arrived};
  return seen;
}

plan::Probe syslog() {
  plan::Probe probe;
  probe.transport = catalog::Transport::udp;
  return probe;
}

probe::Attempt by_responder() {
  probe::Attempt attempt;
  attempt.stage = probe::Stage::done;
  attempt.reply = probe::Reply::responder;
  attempt.asked = probe::Asked::responder;
  attempt.peer_sent_bytes = true;
  return attempt;
}

/// Connected, asked as a responder, and nothing came.
probe::Attempt unanswered_ask() {
  auto attempt = test::no_reply_after_connect();
  attempt.asked = probe::Asked::responder;
  return attempt;
}

TEST_CASE("a responder's answer proves the path, and that the service is not there") {
  const auto attempt = by_responder();
  for (const auto transport : {catalog::Transport::tcp, catalog::Transport::udp}) {
    plan::Probe probe;
    probe.transport = transport;
    CHECK(judge::classify(test::seen({attempt}), transport, true) == Outcome::answered);
    CHECK(judge::judge_check(Outcome::answered, Expect::path, probe, &attempt) == proven);
    CHECK(judge::judge_check(Outcome::answered, Expect::serve, probe, &attempt) ==
          Judgement{Verdict::fail, Certainty::none, Cause::not_installed});
    CHECK(judge::judge_check(Outcome::answered, Expect::closed, probe, &attempt) == open);
  }
}

TEST_CASE("an ask that a service took for nonsense does not count against the service") {
  using namespace test;
  const auto tcp = catalog::Transport::tcp;
  CHECK(judge::classify(seen({unanswered_ask(), valid_reply()}), tcp, true) == Outcome::answered);
  CHECK(judge::classify(seen({unanswered_ask(), reset_by_nobody_named()}), tcp, true) == Outcome::refused);
  CHECK(judge::classify(seen({unanswered_ask(), silence()}), tcp, true) == Outcome::silent);
  CHECK(judge::classify(seen({unanswered_ask()}), tcp, true) == Outcome::mute);
}

TEST_CASE("where no request is known a connection stays one, whatever became of the ask") {
  auto closed = unanswered_ask();
  closed.error = {probe::ErrorKind::closed, 0};
  for (const auto& attempt : {unanswered_ask(), closed})
    CHECK(judge::classify(test::seen({attempt}), catalog::Transport::tcp, false) == Outcome::accepted);
}

TEST_CASE("silence of a port that a responder holds is the network's") {
  for (const int arrived : {0, 3}) {
    const auto seen = holding(true, arrived);
    CAPTURE(arrived);
    CHECK(judge::closed_way(&seen) == (arrived > 0 ? judge::ClosedWay::back : judge::ClosedWay::there));
    CHECK(judge::beside_responder(undecided, Outcome::silent, Expect::path, &seen) == dropped);
    CHECK(judge::beside_responder(undecided, Outcome::silent, Expect::serve, &seen) == dropped);
    CHECK(judge::beside_responder(undecided, Outcome::silent, Expect::closed, &seen) == (arrived > 0 ? open : proven));
  }
}

TEST_CASE("silence stays what it was where nobody knows who holds the port") {
  probe::ResponderSeen only_asked;
  only_asked.asked = 5;
  auto never_asked = holding(true, 0);
  never_asked.asked = 0;
  const std::array cases{holding(false, 0), holding(true, 0, true), only_asked, never_asked, probe::ResponderSeen{}};
  for (const auto& seen : cases) CHECK(judge::beside_responder(undecided, Outcome::silent, Expect::path, &seen) == undecided);
  CHECK(judge::beside_responder(undecided, Outcome::silent, Expect::path, nullptr) == undecided);
}

TEST_CASE("a handshake that is completed while nothing reaches the responder that holds the port is somebody else's") {
  const auto nothing_arrived = holding(true, 0), some_arrived = holding(true, 1), not_held = holding(false, 0);
  for (const auto outcome : {Outcome::accepted, Outcome::mute, Outcome::mismatched}) {
    const Judgement before{Verdict::pass, Certainty::connection, Cause::none};
    CHECK(judge::beside_responder(before, outcome, Expect::path, &nothing_arrived) == intercepted);
    CHECK(judge::beside_responder(before, outcome, Expect::path, &some_arrived) == before);
    CHECK(judge::beside_responder(before, outcome, Expect::path, &not_held) == before);
  }
}

TEST_CASE("a responder's word changes nothing where a service answered or something refused") {
  const auto seen = holding(true, 0);
  for (const auto outcome : {Outcome::answered, Outcome::refused, Outcome::rejected, Outcome::unroutable, Outcome::local, Outcome::cut})
    CHECK(judge::beside_responder(undecided, outcome, Expect::path, &seen) == undecided);
}

TEST_CASE("a flow that was sent nothing stays unknown") {
  probe::Attempt nobody;
  nobody.asked = probe::Asked::nobody;
  nobody.stage = probe::Stage::done;
  const auto outcome = judge::classify(test::seen({nobody}), catalog::Transport::udp, false);
  CHECK(judge::judge_check(outcome, Expect::path, syslog(), &nobody) == undecided);
}

}  // namespace
}  // namespace flowvet
