// What accepted controls take away from the checks of the same address. THE TABLE IS THE TEST.
#include "judge/controls.hpp"

#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace flowvet {
namespace {

using catalog::Transport;
using judge::Cause;
using judge::Certainty;
using judge::Control;
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
constexpr Judgement intercepted{Verdict::unknown, Certainty::none, Cause::intercepted};
constexpr Judgement undecided{Verdict::unknown, Certainty::none, Cause::undetermined};

constexpr Judgement fail(Cause cause) {
  return {Verdict::fail, Certainty::none, cause};
}

constexpr Judgement unknown(Cause cause) {
  return {Verdict::unknown, Certainty::none, cause};
}

/// A check and its controls at one address, judged as a whole run is.
judge::CheckVerdict judged(const plan::Probe& probe, Expect expect, std::optional<probe::ProbeResult> seen,
                           const std::vector<std::optional<probe::ProbeResult>>& controls) {
  plan::Plan plan;
  plan.probes = {probe};
  plan.flows.emplace_back().checks = {{0, RoleId("peer"), expect}};
  probe::Observations observations{std::move(seen)};
  for (const auto& control : controls) {
    plan.controls.push_back(plan.probes.size());
    plan.probes.emplace_back();
    observations.push_back(control);
  }
  const auto verdicts = judge::judge(plan, observations);
  REQUIRE(verdicts.flows.at(0).checks.size() == 1);
  return verdicts.flows[0].checks[0];
}

Judgement judgement_of(const judge::CheckVerdict& check) {
  return {check.verdict, check.certainty, check.cause};
}

struct Row {
  Outcome outcome;
  Replies replies;
  probe::ProbeResult seen;
  std::array<Judgement, 3> alone;                    ///< serve, path, closed
  std::array<Judgement, 3> beside_accepted_control;  ///< the same where a control was accepted and none refused
  std::array<Judgement, 3> beside_mixed_controls;    ///< where one was accepted and another refused
};

constexpr std::array expectations{Expect::serve, Expect::path, Expect::closed};

std::vector<Row> table() {
  using std::array;
  using J = array<Judgement, 3>;
  const J all_intercepted{intercepted, intercepted, intercepted};
  const J all_undecided{undecided, undecided, undecided};
  const auto untouched = [](Outcome outcome, Replies replies, probe::ProbeResult seen, J alone) {
    return Row{outcome, replies, std::move(seen), alone, alone, alone};
  };
  auto untrusted = valid_reply();
  untrusted.certificate.distrust = probe::Distrust::self_signed;
  const Judgement degraded{Verdict::degraded, Certainty::proven, Cause::tls};
  return {
      {Outcome::accepted,
       Replies::never,
       result(handshake_done()),
       {connection, connection, open_connection},
       all_intercepted,
       all_undecided},
      {Outcome::mute,
       Replies::always,
       result(no_reply_after_connect()),
       {fail(Cause::no_answer), undecided, open_connection},
       {fail(Cause::intercepted), intercepted, intercepted},
       {fail(Cause::no_answer), undecided, undecided}},
      {Outcome::mute,
       Replies::always,
       result(tls_failure()),
       {fail(Cause::tls), undecided, open_connection},
       {fail(Cause::tls), intercepted, intercepted},
       {fail(Cause::tls), undecided, undecided}},
      {Outcome::mute,
       Replies::sometimes,
       result(no_reply_after_connect()),
       {undecided, undecided, open_connection},
       all_intercepted,
       all_undecided},
      {Outcome::mismatched,
       Replies::always,
       result(mismatched_reply()),
       {fail(Cause::wrong_service), undecided, open_connection},
       {fail(Cause::wrong_service), intercepted, intercepted},
       {fail(Cause::wrong_service), undecided, undecided}},
      untouched(Outcome::answered, Replies::always, result(valid_reply()), {proven, proven, open_proven}),
      untouched(Outcome::answered, Replies::always, result(untrusted), {degraded, proven, open_proven}),
      untouched(Outcome::refused, Replies::always, result(reset_by_nobody_named()), {fail(Cause::not_listening), undecided, proven}),
      untouched(Outcome::rejected, Replies::always, result(icmp_error(Family::v4, 3, 13, router_address())),
                {fail(Cause::rejected), fail(Cause::rejected), proven}),
      untouched(Outcome::silent, Replies::always, result(silence()), {fail(Cause::dropped), fail(Cause::dropped), by_silence}),
      untouched(Outcome::unresolved, Replies::always, no_address(), {fail(Cause::dns), fail(Cause::dns), unknown(Cause::dns)}),
      untouched(Outcome::unroutable, Replies::always, result(icmp_error(Family::v4, 3, 0, router_address())),
                {fail(Cause::no_route), fail(Cause::no_route), unknown(Cause::no_route)}),
      untouched(Outcome::local, Replies::always, result(failed_with(ErrorKind::not_permitted)),
                {unknown(Cause::local_firewall), unknown(Cause::local_firewall), unknown(Cause::local_firewall)}),
      untouched(Outcome::cut, Replies::always, result(interrupted()), {undecided, undecided, undecided}),
  };
}

plan::Probe probe_of(const Row& row) {
  plan::Probe probe;
  probe.replies = row.replies;
  if (row.replies != Replies::never) probe.service = "service";
  return probe;
}

TEST_CASE("every outcome, expectation and control is judged as the table says") {
  using Controls = std::vector<std::optional<probe::ProbeResult>>;
  const auto accepted = result(handshake_done()), refused = result(reset_by_nobody_named()), silent = result(silence());
  const auto reset_at_once = result(failed_with(ErrorKind::reset));
  const auto rejected = result(icmp_error(Family::v4, 3, 13, router_address()));
  const std::vector<Controls> quiet{{},
                                    {refused, refused},
                                    {silent, silent},
                                    {refused, silent},
                                    {rejected, silent},
                                    {std::nullopt, std::nullopt},
                                    {result(interrupted()), silent},
                                    {no_address(), no_address()},
                                    {result(failed_with(ErrorKind::not_permitted)), silent}};
  const std::vector<Controls> accepting{{accepted, accepted},     {accepted, silent},   {silent, accepted},
                                        {accepted, std::nullopt}, {accepted, rejected}, {reset_at_once, silent}};
  const std::vector<Controls> mixed{{accepted, refused}, {refused, accepted}, {refused, reset_at_once}};
  for (const auto& row : table()) {
    CAPTURE(to_word(row.outcome));
    const auto check = [&](const std::vector<Controls>& kinds, const std::array<Judgement, 3>& wanted) {
      for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        for (std::size_t i = 0; i < expectations.size(); ++i) {
          CAPTURE(kind);
          CAPTURE(to_word(expectations[i]));
          const auto said = judged(probe_of(row), expectations[i], row.seen, kinds[kind]);
          CHECK(said.outcome == row.outcome);
          CHECK(judgement_of(said) == wanted[i]);
        }
    };
    check(quiet, row.alone);
    check(accepting, row.beside_accepted_control);
    check(mixed, row.beside_mixed_controls);
  }
}

TEST_CASE("the table has every outcome") {
  for (const auto& word : word_table<Outcome>)
    CHECK(std::ranges::any_of(table(), [&](const Row& row) { return row.outcome == word.value; }));
}

TEST_CASE("no control makes any judgement better") {
  constexpr auto rank = [](Verdict verdict) { return verdict == Verdict::pass ? 2 : verdict == Verdict::degraded ? 1 : 0; };
  for (const auto& row : table())
    for (std::size_t i = 0; i < expectations.size(); ++i)
      for (const auto control : {Control::quiet, Control::mixed, Control::accepts_all}) {
        const auto beside = judge::beside_control(row.alone[i], row.outcome, expectations[i], control);
        CHECK(rank(beside.verdict) <= rank(row.alone[i].verdict));
      }
}

TEST_CASE("a control speaks for its own address alone") {
  const auto here = address("10.0.0.1"), there = address("10.0.0.2");
  const auto check = judged({}, Expect::serve, result(handshake_done(), here), {result(handshake_done(), there)});
  CHECK(judgement_of(check) == connection);

  plan::Plan plan;
  plan.probes.resize(2);
  plan.flows.emplace_back().checks = {{0, RoleId("peer"), Expect::serve}};
  plan.controls = {1};
  const auto verdicts = judge::judge(plan, {results({seen({handshake_done()}, here), seen({handshake_done()}, there)}),
                                            results({seen({silence()}, here), seen({handshake_done()}, there)})});
  const auto& checks = verdicts.flows.at(0).checks;
  REQUIRE(checks.size() == 2);
  CHECK(judgement_of(checks[0]) == connection);
  CHECK(judgement_of(checks[1]) == intercepted);
  REQUIRE(verdicts.controls.size() == 2);
  CHECK(verdicts.controls[0].outcome == Outcome::silent);
  CHECK(verdicts.controls[1].outcome == Outcome::accepted);
}

TEST_CASE("a control over TCP says nothing about datagrams") {
  plan::Probe probe;
  probe.transport = Transport::udp;
  probe.service = "service";
  probe.replies = Replies::always;
  const auto check = judged(probe, Expect::serve, result(mismatched_reply()), {result(handshake_done())});
  CHECK(judgement_of(check) == fail(Cause::wrong_service));
  probe.service.clear();
  auto bytes = handshake_done();
  bytes.peer_sent_bytes = true;
  CHECK(judgement_of(judged(probe, Expect::serve, result(bytes), {result(handshake_done())})) == connection);
}

TEST_CASE("a run whose controls were not carried out is incomplete") {
  plan::Plan plan;
  plan.probes.resize(2);
  plan.flows.emplace_back().checks = {{0, RoleId("peer"), Expect::serve}};
  plan.controls = {1};
  CHECK_FALSE(judge::judge(plan, {result(handshake_done()), std::nullopt}).complete);
  CHECK(judge::judge(plan, {result(handshake_done()), result(silence())}).complete);
}

TEST_CASE("a range of ports that something answers for is unknown and says why") {
  plan::Plan plan;
  plan.probes.resize(4);
  auto& flow = plan.flows.emplace_back();
  flow.sampled = true;
  for (std::size_t i = 0; i < 3; ++i) {
    plan.probes[i].port = static_cast<std::uint16_t>(49152 + i);
    flow.checks.push_back({i, RoleId("peer"), Expect::serve});
  }
  plan.controls = {3};
  const auto verdicts =
      judge::judge(plan, {result(reset_by_nobody_named()), result(handshake_done()), result(handshake_done()), result(handshake_done())});
  CHECK(verdicts.flows.at(0).verdict == Verdict::unknown);
  CHECK(verdicts.flows.at(0).cause == Cause::intercepted);
}

}  // namespace
}  // namespace flowvet
