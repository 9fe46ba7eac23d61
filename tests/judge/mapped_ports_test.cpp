// Ports that an endpoint mapper names, and what is left when it names none.
#include "flowvet/judge/judge.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

namespace flowvet {
namespace {

using judge::Cause;
using judge::Certainty;
using judge::Verdict;
using site::Expect;
using namespace test;

constexpr RpcInterface netlogon{{0x78, 0x56, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0xcf, 0xfb}, 1};
constexpr RpcInterface unknown_one{{1}, 1};

probe::Observation port(std::uint16_t number, probe::Attempt attempt, IpAddress at = target_address()) {
  auto observation = seen({std::move(attempt)}, at);
  observation.port = number;
  return observation;
}

/// A port that the mapper named for this interface.
probe::Observation named(std::uint16_t number, const RpcInterface& rpc, probe::Attempt attempt, IpAddress at = target_address()) {
  auto observation = port(number, std::move(attempt), at);
  observation.endpoints = {{number, rpc}};
  return observation;
}

probe::ProbeResult at_one_address(std::vector<probe::Observation> observations) {
  probe::ProbeResult result;
  result.resolution.addresses = {target_address()};
  result.observations = std::move(observations);
  return result;
}

/// As documented: any port of the range, on demand; what the mapper names must serve.
judge::Verdicts verdicts(std::optional<probe::ProbeResult> result, Expect range = Expect::path, Expect of_named = Expect::serve) {
  plan::Plan plan;
  plan::Probe probe;
  probe.host = "dc01";
  probe.service = "rpc";
  probe.replies = plan::Replies::always;
  probe.mapped = plan::MappedPorts{0, {{49152, 65535}}, {49152, 49153}};
  plan.probes = {probe};
  auto& flow = plan.flows.emplace_back();
  flow.match = catalog::Match::any;
  flow.listens = catalog::Listens::on_demand;
  flow.sampled = true;
  flow.checks.push_back({0, RoleId("active-directory"), range, of_named});
  return judge::judge(plan, {std::move(result)});
}

judge::FlowVerdict judged(std::vector<probe::Observation> observations) {
  return verdicts(at_one_address(std::move(observations))).flows.at(0);
}

TEST_CASE("a flow passes when every port that the mapper names answers") {
  const auto flow = judged({named(49153, netlogon, valid_reply()), named(49152, unknown_one, valid_reply())});
  CHECK(flow.verdict == Verdict::pass);
  CHECK(flow.certainty == Certainty::proven);
  REQUIRE(flow.checks.size() == 2);
  CHECK(flow.checks[0].expect == Expect::serve);
  CHECK(flow.checks[1].observation == 1);
}

TEST_CASE("a port that documented flows need fails the flow, whatever hinders it and whatever else answers") {
  struct Row {
    probe::Attempt attempt;
    Cause cause;
  };
  for (const auto& [attempt, cause] :
       {Row{silence(), Cause::dropped}, Row{reset_by_nobody_named(), Cause::not_listening}, Row{no_reply_after_connect(), Cause::no_answer},
        Row{mismatched_reply(), Cause::wrong_service}, Row{icmp_error(Family::v4, 3, 13, router_address()), Cause::rejected}}) {
    const auto flow =
        judged({named(49153, netlogon, attempt), named(49152, unknown_one, valid_reply()), named(49154, netlogon, valid_reply())});
    CHECK(flow.verdict == Verdict::fail);
    CHECK(flow.cause == cause);
    CHECK(flow.checks[0].verdict == Verdict::fail);
    CHECK(flow.checks[1].verdict == Verdict::pass);
  }
}

TEST_CASE("a port of an interface that no documented flow needs degrades, and fails where nothing else is left") {
  const auto beside = judged({named(49153, netlogon, valid_reply()), named(49152, unknown_one, silence())});
  CHECK(beside.verdict == Verdict::degraded);
  CHECK(beside.cause == Cause::dropped);
  CHECK(judged({named(49152, unknown_one, silence()), named(49153, unknown_one, valid_reply())}).verdict == Verdict::degraded);
  CHECK(judged({named(49152, unknown_one, silence()), named(49153, unknown_one, silence())}).verdict == Verdict::fail);
  CHECK(judged({named(49152, unknown_one, reset_by_nobody_named())}).verdict == Verdict::fail);
}

TEST_CASE("one unfinished port leaves the flow open") {
  auto cut = named(49153, netlogon, interrupted());
  cut.cut = true;
  const auto all = verdicts(at_one_address({cut, named(49152, unknown_one, valid_reply())}));
  CHECK(all.flows[0].verdict == Verdict::unknown);
  CHECK_FALSE(all.complete);
}

TEST_CASE("an address whose mapper was not heard before the run ended leaves the flow open") {
  auto result = at_one_address({named(49153, netlogon, valid_reply())});
  result.resolution.addresses.push_back(address("10.0.0.2"));
  for (const auto& missing : {std::optional(result), std::optional(at_one_address({})), std::optional<probe::ProbeResult>()}) {
    const auto all = verdicts(missing);
    CHECK(all.flows[0].verdict == Verdict::unknown);
    CHECK_FALSE(all.complete);
  }
}

TEST_CASE("ports checked for want of a mapper follow the rules of a sample") {
  CHECK(judged({port(49152, valid_reply()), port(49153, reset_by_nobody_named())}).verdict == Verdict::pass);
  CHECK(judged({port(49152, reset_by_nobody_named()), port(49153, reset_by_nobody_named())}).verdict == Verdict::unknown);
  CHECK(judged({port(49152, valid_reply()), port(49153, silence())}).verdict == Verdict::degraded);
  CHECK(judged({port(49152, silence()), port(49153, silence())}).verdict == Verdict::fail);
  CHECK(judged({port(49152, mismatched_reply()), port(49153, valid_reply())}).verdict == Verdict::pass);
  CHECK(judged({port(49152, mismatched_reply()), port(49153, reset_by_nobody_named())}).verdict == Verdict::unknown);
}

TEST_CASE("each address is judged by what its own mapper names") {
  const auto second = address("10.0.0.2");
  probe::ProbeResult both = results({named(49153, netlogon, valid_reply()), named(50000, netlogon, silence(), second)});
  CHECK(verdicts(both).flows[0].verdict == Verdict::degraded);
  both.observations[1] = port(49152, reset_by_nobody_named(), second);
  CHECK(verdicts(both).flows[0].verdict == Verdict::unknown);
}

TEST_CASE("a flow that must be closed fails with one named port that is open") {
  const auto closed = [](std::vector<probe::Observation> observations) {
    return verdicts(at_one_address(std::move(observations)), Expect::closed, Expect::closed).flows.at(0);
  };
  CHECK(closed({named(49153, unknown_one, silence()), named(49152, unknown_one, no_reply_after_connect())}).verdict == Verdict::fail);
  CHECK(closed({named(49153, unknown_one, silence()), named(49152, unknown_one, silence())}).verdict == Verdict::pass);
}

TEST_CASE("before deployment a named port that refuses shows neither an open path nor a closed one") {
  const auto before = [](std::vector<probe::Observation> observations) {
    return verdicts(at_one_address(std::move(observations)), Expect::path, Expect::path).flows.at(0);
  };
  CHECK(before({named(49153, netlogon, reset_by_nobody_named())}).verdict == Verdict::unknown);
  CHECK(before({named(49153, netlogon, silence())}).verdict == Verdict::fail);
}

}  // namespace
}  // namespace flowvet
