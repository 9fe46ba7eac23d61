// What a reader is told of responders: proof, translated addresses, losses, clocks.
#include "report/responder_words.hpp"

#include "report/evidence_words.hpp"
#include "report/proof.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::report;
using catalog::Transport;

namespace {

IpAddress at(const char* text) { return *parse_address(text); }

probe::ResponderSeen answered(const char* seen_as = "10.1.0.2", std::uint16_t port = 41000) {
  probe::ResponderSeen seen;
  seen.asked = 3;
  seen.answered = 1;
  probe::ResponderWord word;
  word.sent_from = {at("10.1.0.2"), 41000};
  word.seen_as = {at(seen_as), port};
  word.sent_to = word.arrived_at = {at("10.2.0.9"), 514};
  word.hops_left = 62;
  word.arrived = 2;
  word.highest = 3;
  seen.word = word;
  return seen;
}

CheckReport check_with(probe::ResponderSeen seen, Transport transport = Transport::udp, const char* host = "log01") {
  CheckReport check;
  check.host = host;
  check.address = "10.2.0.9";
  check.transport = transport;
  check.port = 514;
  check.responder = std::move(seen);
  check.verdict.outcome = judge::Outcome::answered;
  check.verdict.verdict = judge::Verdict::pass;
  probe::Attempt attempt;
  attempt.reply = probe::Reply::responder;
  check.attempts.push_back(attempt);
  check.deciding = 0;
  return check;
}

Report report_of(std::vector<CheckReport> checks) {
  Report report;
  FlowReport flow;
  flow.verdict = judge::Verdict::pass;
  flow.certainty = judge::Certainty::proven;
  flow.checks = std::move(checks);
  report.flows.push_back(std::move(flow));
  return report;
}

}  // namespace

TEST_CASE("losses are told by direction") {
  CHECK(with_responder(check_with(answered())) ==
        "; 3 datagrams sent, 2 arrived, 1 answered: 1 lost on the way there, 1 on the way back");
  auto lossless = answered();
  lossless.asked = lossless.word->arrived = 1;
  CHECK(with_responder(check_with(lossless)).empty());
  CHECK(with_responder(check_with(answered(), Transport::tcp)).empty());
}

TEST_CASE("translated addresses, the distance and the clock are told once for a host") {
  auto seen = answered("203.0.113.9", 5000);
  seen.word->clock_ahead = std::chrono::minutes(10);
  seen.word->clock_refused = true;
  const auto check = check_with(seen);
  const auto lines = responder_lines(report_of({check, check}));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].hosts == "log01 (10.2.0.9)");
  CHECK(lines[0].text ==
        "NAT: seen as 203.0.113.9:5000, sent from 10.1.0.2:41000; 2 routers on the way there; 3 datagrams sent, 2 arrived, 1 answered: "
        "1 lost on the way there, 1 on the way back; its clock is 10 min 0 s ahead of ours, too much for it to call back");
}

TEST_CASE("a translated port alone is told too, and hosts that saw the same share a line") {
  auto seen = answered("10.1.0.2", 6000);
  seen.asked = 1;
  seen.word->arrived = 1;
  const auto lines = responder_lines(report_of({check_with(seen), check_with(seen, Transport::udp, "log02")}));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].hosts == "log01 (10.2.0.9), log02 (10.2.0.9)");
  CHECK(lines[0].text == "NAT: our port 41000 is seen as 6000; 2 routers on the way there; 1 datagram sent, 1 arrived, 1 answered");
}

TEST_CASE("a silent port that a responder holds is told with the way that is closed") {
  probe::ResponderSeen seen;
  seen.asked = 5;
  seen.of_port = probe::PortWord{true, false, 0};
  CHECK(with_responder(check_with(seen)) == "; the responder there holds this port, and of 5 asks none arrived: the way there is closed");
  seen.of_port->arrived = 4;
  CHECK(with_responder(check_with(seen)) ==
        "; the responder there holds this port, and of 5 asks 4 arrived, but no answer came back: the way back is closed");
  seen.of_port->held = false;
  CHECK(with_responder(check_with(seen)) == "; the responder there does not hold this port");
}

TEST_CASE("a pass by a responder is called one of the path, and a flow with both kinds is mixed") {
  const auto by_responder = check_with(answered());
  auto by_service = by_responder;
  by_service.attempts[0].reply = probe::Reply::valid;
  CHECK(proof_of(by_responder) == Proof::responder);
  CHECK(proof_of(by_service) == Proof::service);
  CHECK(proof_of(report_of({by_responder}).flows[0]) == Proof::responder);
  CHECK(proof_of(report_of({by_responder, by_service}).flows[0]) == Proof::mixed);
  CHECK(certainty_in_words(report_of({by_responder, by_service}).flows[0]) == "path proven");
  CHECK(certainty_in_words(report_of({by_service}).flows[0]) == "proven");
  CHECK(check_in_words(by_responder) == "a responder answered with the token");
}

TEST_CASE("calls back are told from the side of this host") {
  auto seen = answered();
  seen.call_back = probe::CallBackSeen{true, true, 1, false};
  auto check = check_with(seen);
  check.way = plan::Way::reverse;
  CHECK(check_in_words(check) == "called back, and the call arrived here");
  CHECK(responder_lines(report_of({check})).empty());
  check.verdict.outcome = judge::Outcome::silent;
  CHECK(check_in_words(check) == "called back, and nothing arrived here");
}
