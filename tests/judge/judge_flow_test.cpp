// Checks of a flow against what was seen: ports, transports, addresses, hosts and roles, and whatever is missing.
#include "flowvet/judge/judge.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace flowvet {
namespace {

using catalog::Match;
using catalog::Transport;
using judge::Cause;
using judge::Certainty;
using judge::Outcome;
using judge::Verdict;
using plan::Replies;
using probe::ErrorKind;
using site::Expect;
using namespace test;

/// One flow whose checks are added together with what was seen; judged at the end.
class Scene {
 public:
  explicit Scene(Expect expect = Expect::serve) : expect_(expect) { plan_.flows.emplace_back(); }

  plan::PlannedFlow& flow() { return plan_.flows[0]; }

  Scene& tcp(std::optional<probe::ProbeResult> result, std::string host = "host") {
    return add(Transport::tcp, Replies::always, "service", std::move(host), std::move(result));
  }
  Scene& udp(std::optional<probe::ProbeResult> result, Replies replies = Replies::always) {
    return add(Transport::udp, replies, "service", "host", std::move(result));
  }
  /// The checks that follow are towards another role.
  Scene& towards(std::string role) {
    to_ = RoleId(std::move(role));
    return *this;
  }
  Scene& add(Transport transport, Replies replies, std::string service, std::string host, std::optional<probe::ProbeResult> result) {
    plan::Probe probe;
    probe.host = std::move(host);
    probe.transport = transport;
    probe.port = static_cast<std::uint16_t>(plan_.probes.size() + 1);
    probe.service = std::move(service);
    probe.replies = replies;
    flow().checks.push_back({plan_.probes.size(), to_, expect_});
    plan_.probes.push_back(std::move(probe));
    observations_.push_back(std::move(result));
    return *this;
  }
  /// A probe whose slot does not even exist.
  Scene& forget_last_slot() {
    observations_.pop_back();
    return *this;
  }

  [[nodiscard]] judge::Verdicts verdicts() const { return judge::judge(plan_, observations_); }
  [[nodiscard]] judge::FlowVerdict judged() const { return verdicts().flows.at(0); }

 private:
  Expect expect_;
  RoleId to_{"peer"};
  plan::Plan plan_;
  probe::Observations observations_;
};

TEST_CASE("a service that answers passes a flow that must be served") {
  const auto judged = Scene().tcp(result(valid_reply())).judged();
  CHECK(judged.verdict == Verdict::pass);
  CHECK(judged.certainty == Certainty::proven);
  CHECK(judged.cause == Cause::none);
  REQUIRE(judged.checks.size() == 1);
  CHECK(judged.checks[0].outcome == Outcome::answered);
  CHECK(judged.checks[0].to == RoleId("peer"));
}

TEST_CASE("a refused port fails a flow that must be served") {
  const auto judged = Scene().tcp(result(reset_by_nobody_named())).judged();
  CHECK(judged.verdict == Verdict::fail);
  CHECK(judged.cause == Cause::not_listening);
}

TEST_CASE("a connection without a known service passes as no more than a connection") {
  const auto judged = Scene().add(Transport::tcp, Replies::never, "", "host", result(handshake_done())).judged();
  CHECK(judged.verdict == Verdict::pass);
  CHECK(judged.certainty == Certainty::connection);
}

TEST_CASE("where all ports are needed one that fails fails the flow") {
  CHECK(Scene().tcp(result(valid_reply())).tcp(result(silence())).judged().verdict == Verdict::fail);
}

TEST_CASE("where any port will do one that passes is enough, and its certainty counts") {
  Scene scene;
  scene.flow().match = Match::any;
  const auto judged = scene.tcp(result(reset_by_nobody_named())).tcp(result(valid_reply())).judged();
  CHECK(judged.verdict == Verdict::pass);
  CHECK(judged.certainty == Certainty::proven);

  Scene none;
  none.flow().match = Match::any;
  CHECK(none.tcp(result(silence())).tcp(result(reset_by_nobody_named())).judged().cause == Cause::dropped);
}

TEST_CASE("any port is enough of each transport, not of one of them") {
  Scene scene;
  scene.flow().match = Match::any;
  CHECK(scene.tcp(result(valid_reply())).udp(result(silence())).judged().verdict == Verdict::fail);
}

TEST_CASE("a transport to fall back from only degrades, whether it fails or stays unknown") {
  for (const auto replies : {Replies::always, Replies::sometimes}) {
    Scene scene;
    scene.flow().fallback = {Transport::udp};
    const auto judged = scene.tcp(result(valid_reply())).udp(result(silence()), replies).judged();
    CHECK(judged.verdict == Verdict::degraded);
    CHECK(judged.certainty == Certainty::proven);
    CHECK(judged.cause == (replies == Replies::always ? Cause::dropped : Cause::undetermined));
  }
  Scene other_way;
  other_way.flow().fallback = {Transport::udp};
  CHECK(other_way.tcp(result(silence())).udp(result(valid_reply())).judged().verdict == Verdict::fail);
}

TEST_CASE("with nothing left to fall back to a lost transport is a failure") {
  Scene scene;
  scene.flow().fallback = {Transport::udp};
  CHECK(scene.udp(result(silence())).judged().verdict == Verdict::fail);
}

TEST_CASE("one of several hosts that fails degrades, all of them fail") {
  CHECK(Scene().tcp(result(valid_reply()), "a").tcp(result(silence()), "b").judged().verdict == Verdict::degraded);
  CHECK(Scene().tcp(result(silence()), "a").tcp(result(silence()), "b").judged().verdict == Verdict::fail);
  CHECK(Scene().tcp(result(valid_reply()), "a").tcp(result(valid_reply()), "b").judged().verdict == Verdict::pass);
}

TEST_CASE("the cause is that of the plan's first failing check, whatever the hosts are called") {
  CHECK(Scene().tcp(result(silence()), "zulu").tcp(result(reset_by_nobody_named()), "alpha").judged().cause == Cause::dropped);
}

TEST_CASE("one of several addresses that fails degrades") {
  const auto both = results({seen({valid_reply()}), seen({silence()}, address("10.0.0.2"))});
  const auto judged = Scene().tcp(both).judged();
  CHECK(judged.verdict == Verdict::degraded);
  CHECK(judged.cause == Cause::dropped);
  REQUIRE(judged.checks.size() == 2);
  CHECK(judged.checks[1].observation == 1);
}

TEST_CASE("ports at one address are not made up for by ports at another") {
  const auto first_only = results({seen({valid_reply()}), seen({silence()}, address("10.0.0.2"))});
  const auto second_only = results({seen({silence()}), seen({valid_reply()}, address("10.0.0.2"))});
  CHECK(Scene().tcp(first_only).tcp(second_only).judged().verdict == Verdict::fail);

  Scene any;
  any.flow().match = Match::any;
  CHECK(any.tcp(first_only).tcp(second_only).judged().verdict == Verdict::pass);
}

TEST_CASE("one host under two spellings is one host") {
  CHECK(Scene().tcp(result(valid_reply()), "DDC01").tcp(result(silence()), "ddc01").judged().verdict == Verdict::fail);
}

TEST_CASE("a host of one role does not stand in for another role's") {
  const auto judged = Scene().towards("director").tcp(result(valid_reply()), "a").towards("admin").tcp(result(silence()), "b").judged();
  CHECK(judged.verdict == Verdict::fail);
}

TEST_CASE("a name without an address fails and names the resolver") {
  const auto judged = Scene().tcp(no_address()).judged();
  CHECK(judged.verdict == Verdict::fail);
  CHECK(judged.cause == Cause::dns);
  CHECK(judged.checks.at(0).outcome == Outcome::unresolved);
}

TEST_CASE("a name that could not be asked for is this host's fault, not the name's") {
  const auto judged = Scene().tcp(no_address(ErrorKind::no_descriptors)).judged();
  CHECK(judged.verdict == Verdict::unknown);
  CHECK(judged.cause == Cause::local_limit);
  CHECK(judged.checks.at(0).outcome == Outcome::local);
}

TEST_CASE("a check without a slot is unknown and makes the run incomplete") {
  for (const auto& scene : {Scene().tcp(std::nullopt), Scene().tcp(std::nullopt).forget_last_slot()}) {
    const auto verdicts = scene.verdicts();
    CHECK(!verdicts.complete);
    CHECK(verdicts.flows[0].verdict == Verdict::unknown);
    CHECK(verdicts.flows[0].checks.at(0).outcome == Outcome::cut);
  }
}

TEST_CASE("an address that was found and never probed is unknown and makes the run incomplete") {
  auto partial = result(valid_reply());
  partial.resolution.addresses.push_back(address("10.0.0.2"));
  const auto verdicts = Scene().tcp(partial).verdicts();
  CHECK(!verdicts.complete);
  CHECK(verdicts.flows[0].verdict == Verdict::unknown);
  REQUIRE(verdicts.flows[0].checks.size() == 2);
  CHECK(verdicts.flows[0].checks[1].outcome == Outcome::cut);
}

TEST_CASE("interrupted probes make the run incomplete") {
  auto flagged = result(silence());
  flagged.observations[0].cut = true;
  for (const auto& cut : {flagged, result(interrupted()), no_address(ErrorKind::cancelled), results({seen({})})}) {
    const auto verdicts = Scene().tcp(cut).verdicts();
    CHECK(!verdicts.complete);
    CHECK(verdicts.flows[0].verdict == Verdict::unknown);
  }
  CHECK(Scene().tcp(result(silence())).verdicts().complete);
  CHECK(Scene().tcp(no_address()).verdicts().complete);
}

TEST_CASE("a missing observation never passes a flow that must be closed") {
  for (const auto& missing : {std::optional<probe::ProbeResult>(), std::optional(result(interrupted())), std::optional(no_address())}) {
    CHECK(Scene(Expect::closed).tcp(missing).judged().verdict == Verdict::unknown);
    CHECK(Scene(Expect::closed).tcp(result(silence())).tcp(missing).judged().verdict == Verdict::unknown);
  }
}

TEST_CASE("one open port fails a flow that must be closed, whatever the alternatives, hosts and fallbacks") {
  Scene scene(Expect::closed);
  scene.flow().match = Match::any;
  scene.flow().fallback = {Transport::udp};
  scene.tcp(result(reset_by_nobody_named()), "a").tcp(result(silence()), "b").udp(result(valid_reply()));
  CHECK(scene.judged().verdict == Verdict::fail);
  CHECK(scene.judged().certainty == Certainty::proven);
  CHECK(scene.judged().cause == Cause::none);
}

TEST_CASE("a flow that must be closed passes with all closed, as certain as the weakest evidence") {
  CHECK(Scene(Expect::closed).tcp(result(reset_by_nobody_named())).judged().certainty == Certainty::proven);
  const auto judged = Scene(Expect::closed).tcp(result(reset_by_nobody_named())).tcp(result(silence())).judged();
  CHECK(judged.verdict == Verdict::pass);
  CHECK(judged.certainty == Certainty::none);
}

TEST_CASE("in a sampled range refused ports neither fail nor pass, and one that drops fails") {
  const auto sampled = [](std::initializer_list<probe::Attempt> attempts) {
    Scene scene;
    scene.flow().sampled = true;
    for (const auto& attempt : attempts) scene.tcp(result(attempt));
    return scene.judged();
  };
  CHECK(sampled({reset_by_nobody_named(), valid_reply(), reset_by_nobody_named()}).verdict == Verdict::pass);
  CHECK(sampled({reset_by_nobody_named(), reset_by_nobody_named()}).verdict == Verdict::unknown);
  CHECK(sampled({reset_by_nobody_named(), valid_reply(), silence()}).verdict == Verdict::fail);
  CHECK(sampled({icmp_error(Family::v4, 3, 13, router_address()), valid_reply()}).cause == Cause::rejected);
}

TEST_CASE("in a sampled range of alternatives one that drops beside one that passes degrades") {
  Scene scene;
  scene.flow().sampled = true;
  scene.flow().match = Match::any;
  scene.tcp(result(valid_reply())).tcp(result(silence())).tcp(result(reset_by_nobody_named()));
  CHECK(scene.judged().verdict == Verdict::degraded);
  CHECK(scene.judged().cause == Cause::dropped);
}

TEST_CASE("a range that is checked whole follows the same rule as its sample") {
  Scene scene;
  for (std::uint32_t port = 0; port < plan::whole_range_limit; ++port) scene.tcp(result(reset_by_nobody_named()));
  scene.tcp(result(valid_reply()));
  CHECK(scene.judged().verdict == Verdict::pass);
}

TEST_CASE("ports on demand pass by the host's own refusal and fail by a device's") {
  const auto on_demand = [](std::initializer_list<probe::Attempt> attempts) {
    Scene scene(Expect::path);
    scene.flow().listens = catalog::Listens::on_demand;
    for (const auto& attempt : attempts) scene.udp(result(attempt), Replies::never);
    return scene.judged();
  };
  const auto by_host = icmp_error(Family::v4, 3, 3, target_address());
  const auto by_device = icmp_error(Family::v4, 3, 3, router_address());
  CHECK(on_demand({by_host, silence()}).verdict == Verdict::pass);
  CHECK(on_demand({by_host, silence()}).certainty == Certainty::connection);
  CHECK(on_demand({silence(), silence()}).verdict == Verdict::unknown);
  CHECK(on_demand({by_host, by_device}).verdict == Verdict::fail);
}

TEST_CASE("a refusal by this very host shows the path, since nothing is on the way") {
  CHECK(Scene(Expect::path).tcp(result(reset_by_nobody_named(), address("127.0.0.1"))).judged().verdict == Verdict::pass);
  CHECK(Scene(Expect::path).tcp(result(reset_by_nobody_named(), address("::1"))).judged().verdict == Verdict::pass);
  CHECK(Scene(Expect::path).tcp(result(reset_by_nobody_named())).judged().verdict == Verdict::unknown);
  auto own = result(reset_by_nobody_named());
  own.observations[0].source = target_address();
  CHECK(Scene(Expect::path).tcp(own).judged().verdict == Verdict::pass);
}

TEST_CASE("what listens on loopback only is served there and closed everywhere else") {
  const auto verdict_of = [](const char* at, probe::Attempt attempt) {
    Scene scene(Expect::closed);
    scene.flow().loopback_only = true;
    scene.tcp(result(std::move(attempt), address(at)));
    return scene.judged().verdict;
  };
  CHECK(verdict_of("10.0.0.1", valid_reply()) == Verdict::fail);
  CHECK(verdict_of("10.0.0.1", handshake_done()) == Verdict::fail);
  CHECK(verdict_of("10.0.0.1", reset_by_nobody_named()) == Verdict::pass);
  CHECK(verdict_of("127.0.0.1", valid_reply()) == Verdict::pass);
  CHECK(verdict_of("127.0.0.1", reset_by_nobody_named()) == Verdict::fail);
}

TEST_CASE("an optional flow is judged like any other") {
  Scene scene;
  scene.flow().weight = plan::Weight::optional;
  CHECK(scene.tcp(result(silence())).judged().verdict == Verdict::fail);
}

TEST_CASE("a plan without flows has no verdicts and nothing is missing") {
  const auto verdicts = judge::judge({}, {});
  CHECK(verdicts.flows.empty());
  CHECK(verdicts.complete);
}

}  // namespace
}  // namespace flowvet
