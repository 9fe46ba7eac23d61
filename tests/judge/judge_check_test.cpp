// Outcome x expectation -> verdict, certainty, cause: DESIGN's second table, row by row.
#include "flowvet/judge/judge.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

#include <array>

namespace flowvet {
namespace {

using catalog::Transport;
using judge::Cause;
using judge::Certainty;
using judge::Judgement;
using judge::Outcome;
using judge::Verdict;
using plan::Replies;
using probe::ErrorKind;
using site::Expect;
using namespace test;

constexpr Judgement proven{Verdict::pass, Certainty::proven, Cause::none};
constexpr Judgement connection{Verdict::pass, Certainty::connection, Cause::none};
constexpr Judgement by_silence{Verdict::pass, Certainty::none, Cause::none};
constexpr Judgement open_proven{Verdict::fail, Certainty::proven, Cause::none};
constexpr Judgement open_connection{Verdict::fail, Certainty::connection, Cause::none};

constexpr Judgement fail(Cause cause) {
  return {Verdict::fail, Certainty::none, cause};
}

constexpr Judgement unknown(Cause cause = Cause::undetermined) {
  return {Verdict::unknown, Certainty::none, cause};
}

struct Row {
  Outcome outcome;
  Transport transport;
  Replies replies;
  Judgement serve;
  Judgement path;
  Judgement closed;
};

constexpr std::array table{
    Row{Outcome::answered, Transport::tcp, Replies::always, proven, proven, open_proven},
    Row{Outcome::accepted, Transport::tcp, Replies::never, connection, connection, open_connection},
    Row{Outcome::mute, Transport::tcp, Replies::always, fail(Cause::no_answer), unknown(), open_connection},
    Row{Outcome::mismatched, Transport::tcp, Replies::always, fail(Cause::wrong_service), unknown(), open_connection},
    Row{Outcome::refused, Transport::tcp, Replies::always, fail(Cause::not_listening), unknown(), proven},
    Row{Outcome::refused, Transport::udp, Replies::always, fail(Cause::not_listening), unknown(), proven},
    Row{Outcome::rejected, Transport::tcp, Replies::always, fail(Cause::rejected), fail(Cause::rejected), proven},
    Row{Outcome::silent, Transport::tcp, Replies::always, fail(Cause::dropped), fail(Cause::dropped), by_silence},
    Row{Outcome::silent, Transport::tcp, Replies::never, fail(Cause::dropped), fail(Cause::dropped), by_silence},
    Row{Outcome::silent, Transport::udp, Replies::always, fail(Cause::dropped), unknown(), by_silence},
    Row{Outcome::silent, Transport::udp, Replies::sometimes, unknown(), unknown(), unknown()},
    Row{Outcome::silent, Transport::udp, Replies::never, unknown(), unknown(), unknown()},
    Row{Outcome::silent, Transport::icmp, Replies::always, fail(Cause::dropped), unknown(), by_silence},
    Row{Outcome::unresolved, Transport::tcp, Replies::always, fail(Cause::dns), fail(Cause::dns), unknown(Cause::dns)},
    Row{Outcome::unroutable, Transport::tcp, Replies::always, fail(Cause::undetermined), fail(Cause::undetermined), unknown()},
    Row{Outcome::local, Transport::tcp, Replies::always, unknown(), unknown(), unknown()},
    Row{Outcome::cut, Transport::tcp, Replies::always, unknown(), unknown(), unknown()},
};

TEST_CASE("each outcome is judged as the table says") {
  for (const auto& row : table) {
    CAPTURE(to_word(row.outcome));
    CAPTURE(to_word(row.transport));
    CAPTURE(to_word(row.replies));
    plan::Probe probe;
    probe.transport = row.transport;
    probe.replies = row.replies;
    CHECK(judge::judge_check(row.outcome, Expect::serve, probe, nullptr) == row.serve);
    CHECK(judge::judge_check(row.outcome, Expect::path, probe, nullptr) == row.path);
    CHECK(judge::judge_check(row.outcome, Expect::closed, probe, nullptr) == row.closed);
  }
}

TEST_CASE("a refusal shows the path only where it is the host's own") {
  plan::Probe tcp, udp;
  udp.transport = Transport::udp;
  const auto reset = reset_by_nobody_named();
  const auto by_target = icmp_error(Family::v4, 3, 3, target_address());
  auto unnamed = by_target;
  unnamed.icmp->offender.reset();

  CHECK(judge::judge_check(Outcome::refused, Expect::path, udp, &by_target) == connection);
  CHECK(judge::judge_check(Outcome::refused, Expect::path, udp, &unnamed) == unknown());
  CHECK(judge::judge_check(Outcome::refused, Expect::path, udp, &reset) == unknown());
  CHECK(judge::judge_check(Outcome::refused, Expect::path, tcp, &reset) == unknown());
  CHECK(judge::judge_check(Outcome::refused, Expect::path, tcp, &reset, true) == connection);
}

TEST_CASE("where the answer comes from a new port, silence fails the service but does not show that requests are kept out") {
  plan::Probe tftp;
  tftp.transport = Transport::udp;
  tftp.replies = Replies::always;
  tftp.answers = plan::Answers::from_another_port;
  CHECK(judge::judge_check(Outcome::silent, Expect::serve, tftp, nullptr) == fail(Cause::dropped));
  CHECK(judge::judge_check(Outcome::silent, Expect::path, tftp, nullptr) == unknown());
  CHECK(judge::judge_check(Outcome::silent, Expect::closed, tftp, nullptr) == unknown());
}

TEST_CASE("what this host says about itself never excuses a service that is not there") {
  const auto reset = reset_by_nobody_named();
  CHECK(judge::judge_check(Outcome::refused, Expect::serve, {}, &reset, true) == fail(Cause::not_listening));
}

TEST_CASE("a cause is named only where the evidence determines it") {
  struct CauseRow {
    Outcome outcome;
    probe::Attempt attempt;
    Cause cause;
  };
  auto tls_without_bytes = failed_with(ErrorKind::tls, probe::Stage::tls);
  const std::array rows{
      CauseRow{Outcome::mute, tls_failure(), Cause::tls},
      CauseRow{Outcome::mute, tls_without_bytes, Cause::no_answer},
      CauseRow{Outcome::mute, no_reply_after_connect(), Cause::no_answer},
      CauseRow{Outcome::unroutable, failed_with(ErrorKind::net_unreachable), Cause::no_route},
      CauseRow{Outcome::unroutable, failed_with(ErrorKind::host_unreachable), Cause::undetermined},
      CauseRow{Outcome::unroutable, icmp_error(Family::v4, 3, 0, router_address()), Cause::no_route},
      CauseRow{Outcome::unroutable, icmp_error(Family::v4, 3, 1, router_address()), Cause::host_down},
      CauseRow{Outcome::unroutable, icmp_error(Family::v4, 11, 0, router_address()), Cause::no_route},
      CauseRow{Outcome::unroutable, icmp_error(Family::v4, 3, 8, router_address()), Cause::undetermined},
      CauseRow{Outcome::unroutable, icmp_error(Family::v4, 11, 1, router_address()), Cause::undetermined},
      CauseRow{Outcome::unroutable, icmp_error(Family::v6, 1, 0, router_address()), Cause::no_route},
      CauseRow{Outcome::unroutable, icmp_error(Family::v6, 1, 3, router_address()), Cause::host_down},
      CauseRow{Outcome::unroutable, icmp_error(Family::v6, 3, 0, router_address()), Cause::no_route},
      CauseRow{Outcome::local, failed_with(ErrorKind::not_permitted), Cause::local_firewall},
      CauseRow{Outcome::local, icmp_error(Family::v4, 3, 13, router_address(), true), Cause::local_firewall},
      CauseRow{Outcome::local, icmp_error(Family::v4, 3, 4, router_address(), true), Cause::undetermined},
      CauseRow{Outcome::local, failed_with(ErrorKind::no_descriptors), Cause::local_limit},
      CauseRow{Outcome::local, failed_with(ErrorKind::no_source_port), Cause::local_limit},
      CauseRow{Outcome::local, failed_with(ErrorKind::no_privilege), Cause::local_limit},
      CauseRow{Outcome::local, failed_with(ErrorKind::port_taken), Cause::local_limit},
      CauseRow{Outcome::local, failed_with(ErrorKind::no_source_address), Cause::local_limit},
      CauseRow{Outcome::local, failed_with(ErrorKind::unsupported), Cause::local_limit},
      CauseRow{Outcome::local, failed_with(ErrorKind::prohibited), Cause::undetermined},
      CauseRow{Outcome::local, failed_with(ErrorKind::too_big), Cause::undetermined},
      CauseRow{Outcome::local, failed_with(ErrorKind::other), Cause::undetermined},
  };
  plan::Probe must_reply;
  must_reply.replies = plan::Replies::always;
  for (const auto& row : rows) {
    CAPTURE(to_word(row.outcome));
    CAPTURE(to_word(row.attempt.error.kind));
    CHECK(judge::judge_check(row.outcome, Expect::serve, must_reply, &row.attempt).cause == row.cause);
  }
}

TEST_CASE("no answer is held only against a service that had to answer, and a dialogue without a verdict against nobody") {
  plan::Probe probe;
  const auto quiet = no_reply_after_connect();
  probe.replies = plan::Replies::sometimes;
  CHECK(judge::judge_check(Outcome::mute, Expect::serve, probe, &quiet) == unknown());
  probe.replies = plan::Replies::always;
  CHECK(judge::judge_check(Outcome::mute, Expect::serve, probe, &quiet) == fail(Cause::no_answer));
  const auto undecided = handshake_done();
  CHECK(judge::judge_check(Outcome::mute, Expect::serve, probe, &undecided) == unknown());
}

TEST_CASE("a service whose certificate does not verify is there, and degraded") {
  auto untrusted = handshake_done();
  untrusted.reply = probe::Reply::valid;
  untrusted.certificate.distrust = probe::Distrust::self_signed;
  const judge::Judgement degraded{judge::Verdict::degraded, judge::Certainty::proven, Cause::tls};
  CHECK(judge::judge_check(Outcome::answered, Expect::serve, {}, &untrusted) == degraded);
  CHECK(judge::judge_check(Outcome::answered, Expect::path, {}, &untrusted).verdict == judge::Verdict::pass);
}

TEST_CASE("who answered in place of the host is the cause, by whatever outcome it is seen") {
  auto proxy = mismatched_reply(), portal = mismatched_reply();
  proxy.instead = probe::Instead::proxy;
  portal.instead = probe::Instead::interceptor;
  CHECK(judge::judge_check(Outcome::mismatched, Expect::serve, {}, &proxy) == fail(Cause::proxy_needed));
  CHECK(judge::judge_check(Outcome::mismatched, Expect::serve, {}, &portal) == fail(Cause::intercepted));
  CHECK(judge::judge_check(Outcome::mismatched, Expect::path, {}, &portal) == unknown(Cause::intercepted));
}

TEST_CASE("a private certificate where a public one must be is an interception, whether or not this host trusts it") {
  plan::Probe cloud;
  cloud.public_certificate = true;
  cloud.replies = plan::Replies::always;
  for (const auto distrust : {probe::Distrust::none, probe::Distrust::unknown_issuer, probe::Distrust::self_signed}) {
    auto attempt = valid_reply();
    attempt.certificate = {distrust, distrust == probe::Distrust::none ? "" : "a flaw", probe::Issuer::not_in_public_log};
    CHECK(judge::judge_check(Outcome::answered, Expect::serve, cloud, &attempt) == fail(Cause::intercepted));
    CHECK(judge::judge_check(Outcome::answered, Expect::path, cloud, &attempt) == unknown(Cause::intercepted));
    auto undecided = handshake_done();
    undecided.certificate = attempt.certificate;
    CHECK(judge::judge_check(Outcome::mute, Expect::serve, cloud, &undecided) == fail(Cause::intercepted));
  }
}

TEST_CASE("a certificate of a public authority that does not verify is no interception, nor is a private one anywhere else") {
  plan::Probe cloud;
  cloud.public_certificate = true;
  auto attempt = valid_reply();
  // Old roots on this host, a chain that its server sends without the middle, or no roots at all.
  for (const auto distrust :
       {probe::Distrust::unknown_issuer, probe::Distrust::no_roots, probe::Distrust::expired, probe::Distrust::wrong_name}) {
    attempt.certificate = {distrust, "a flaw", probe::Issuer::in_public_log};
    CHECK(judge::judge_check(Outcome::answered, Expect::serve, cloud, &attempt) ==
          judge::Judgement{judge::Verdict::degraded, judge::Certainty::proven, Cause::tls});
  }
  attempt.certificate = {probe::Distrust::none, "", probe::Issuer::not_in_public_log};
  CHECK(judge::judge_check(Outcome::answered, Expect::serve, {}, &attempt).verdict == judge::Verdict::pass);
}

TEST_CASE("a service that keeps strangers out by a client certificate is unknown, not failed") {
  plan::Probe probe;
  probe.replies = plan::Replies::always;
  const auto attempt = failed_with(ErrorKind::wants_certificate, probe::Stage::tls);
  CHECK(judge::judge_check(Outcome::mute, Expect::serve, probe, &attempt) == unknown(Cause::tls));
}

TEST_CASE("every cause has one sentence and one next step, and no cause has none") {
  for (const auto& word : word_table<Cause>) {
    CAPTURE(word.text);
    const bool has_words = word.value != Cause::none;
    CHECK(judge::sentence(word.value).ends_with('.') == has_words);
    CHECK(judge::next_step(word.value).ends_with('.') == has_words);
  }
}

}  // namespace
}  // namespace flowvet
