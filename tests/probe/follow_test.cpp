// An endpoint mapper on loopback and the ports that it names: asked once, followed everywhere, and never waited for in vain.
#include "flowvet/judge/judge.hpp"
#include "flowvet/probe/run.hpp"
#include "support/loopback.hpp"
#include "support/rpc_peer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

using namespace flowvet;
using namespace flowvet::probe;
using namespace std::chrono_literals;
using catalog::Transport;
using test::RpcPeer;
using Manner = RpcPeer::Manner;

namespace {

constexpr RpcInterface one{{1}, 1}, two{{2}, 1};

plan::Probe dynamic_ports(std::vector<std::uint16_t> otherwise, std::size_t mapper = 0) {
  auto probe = test::probe_of(Transport::tcp, 0, "rpc");
  probe.mapped = plan::MappedPorts{mapper, {{49152, 65535}}, std::move(otherwise)};
  return probe;
}

/// A mapper's probe, and one for the ports that it names.
plan::Plan mapper_and_ports(std::uint16_t mapper, std::vector<std::uint16_t> otherwise) {
  return test::plan_of({test::probe_of(Transport::tcp, mapper, "epm"), dynamic_ports(std::move(otherwise))});
}

const Observation& at_port(const ProbeResult& result, std::uint16_t port) {
  const auto found = std::ranges::find(result.observations, port, &Observation::port);
  REQUIRE(found != result.observations.end());
  return *found;
}

RunOptions with(std::size_t in_flight, unsigned threads = 1) {
  RunOptions options;
  options.in_flight = in_flight;
  options.threads = threads;
  return options;
}

}  // namespace

TEST_CASE("exactly the ports that the mapper names are asked, each for its interfaces, whatever becomes of the others") {
  const RpcPeer first, second;
  const test::TcpPeer holding("", test::TcpPeer::Then::hold);
  const auto dead = test::closed_port(Transport::tcp);
  const RpcPeer mapper(Manner::talks,
                       {{first.port(), one}, {first.port(), two}, {second.port(), one}, {holding.port(), one}, {dead, two}, {135, one}});
  for (const auto& options : {with(4096), with(1), with(1, 3), with(2, 2)}) {
    CAPTURE(options.in_flight);
    CAPTURE(options.threads);
    Progress progress;
    const auto plan = mapper_and_ports(mapper.port(), {test::closed_port(Transport::tcp)});
    const Observations slots = run(plan, options, {}, &progress);
    REQUIRE(slots[1]);
    const auto& seen = *slots[1];
    CHECK(seen.observations.size() == 4);
    CHECK(seen.resolution.addresses.size() == 1);
    const auto& answered = at_port(seen, first.port());
    CHECK(answered.attempts.back().reply == Reply::valid);
    CHECK(answered.facts.front().first == "rpc.served");
    CHECK(answered.endpoints == std::vector<RpcEndpoint>{{first.port(), one}, {first.port(), two}});
    CHECK(at_port(seen, second.port()).attempts.back().reply == Reply::valid);
    CHECK(at_port(seen, holding.port()).attempts.back().error.kind == ErrorKind::timed_out);
    CHECK(at_port(seen, holding.port()).attempts.back().stage == Stage::dialogue);
    CHECK(at_port(seen, dead).attempts.back().error.kind == ErrorKind::refused);
    CHECK(at_port(seen, dead).endpoints.size() == 1);
    CHECK(std::ranges::none_of(seen.observations, &Observation::cut));
    CHECK(progress.probes_done == plan.probes.size());
  }
}

TEST_CASE("a mapper is asked once for all who follow it") {
  const RpcPeer server;
  const RpcPeer mapper(Manner::talks, {{server.port(), one}});
  auto plan = mapper_and_ports(mapper.port(), {1});
  plan.probes.push_back(dynamic_ports({2}));
  const Observations slots = run(plan, {}, {});
  CHECK(mapper.connections() == 1);
  CHECK(server.connections() == 2);
  for (std::size_t i : {1U, 2U}) CHECK(at_port(slots[i].value(), server.port()).attempts.back().reply == Reply::valid);
}

TEST_CASE("where a mapper names nothing the ports in reserve are checked, as no interface's") {
  const RpcPeer server;
  const RpcPeer keeping(Manner::keeps_its_list), empty(Manner::talks, {{135, one}}), mute(Manner::says_nothing);
  const test::TcpPeer wrong_service("SSH-2.0-OpenSSH_9.2\r\n", test::TcpPeer::Then::hold);
  for (const auto mapper : {keeping.port(), empty.port(), mute.port(), wrong_service.port(), test::closed_port(Transport::tcp)}) {
    const Observations slots = run(mapper_and_ports(mapper, {server.port(), test::closed_port(Transport::tcp)}), with(1), {});
    REQUIRE(slots[1]);
    CHECK(slots[1]->observations.size() == 2);
    const auto& answered = at_port(*slots[1], server.port());
    CHECK(answered.attempts.back().reply == Reply::valid);
    CHECK(answered.endpoints.empty());
  }
}

TEST_CASE("a name's addresses are each followed by what the mapper there says") {
  const RpcPeer server;
  const RpcPeer mapper(Manner::talks, {{server.port(), one}});
  auto plan = mapper_and_ports(mapper.port(), {test::closed_port(Transport::tcp)});
  for (auto& probe : plan.probes) probe.host = "localhost";
  const Observations slots = run(plan, with(1), {});
  REQUIRE(slots[1]);
  CHECK(slots[1]->observations.size() == slots[0]->observations.size());
  for (const auto& seen : slots[1]->observations) CHECK(seen.endpoints.empty() == (seen.address.family == Family::v6));
}

TEST_CASE("a name without an address leaves nothing to follow, and says so at both") {
  auto plan = mapper_and_ports(135, {1});
  for (auto& probe : plan.probes) probe.host = "no-such-host.invalid";
  Progress progress;
  const Observations slots = run(plan, {}, {}, &progress);
  REQUIRE(slots[1]);
  CHECK(slots[1]->observations.empty());
  CHECK(slots[1]->resolution.error == slots[0]->resolution.error);
  CHECK(progress.probes_done == 2);
}

TEST_CASE("a run that ends before the mapper has answered leaves its ports unfinished") {
  const RpcPeer mapper(Manner::says_nothing);
  auto plan = mapper_and_ports(mapper.port(), {1});
  for (auto& probe : plan.probes) probe.patience = 1h;
  std::stop_source stop;
  const std::jthread interrupt([&] {
    while (mapper.connections() == 0) std::this_thread::yield();
    stop.request_stop();
  });
  const Observations slots = run(plan, {}, stop.get_token());
  REQUIRE(slots[1]);
  CHECK(slots[1]->observations.empty());
  CHECK_FALSE(judge::judge(plan, slots).complete);
}

TEST_CASE("a run that ends among the named ports leaves each of them marked") {
  const RpcPeer hanging(Manner::says_nothing);
  const RpcPeer mapper(Manner::talks, {{hanging.port(), one}, {test::closed_port(Transport::tcp), two}, {hanging.port(), two}});
  auto plan = mapper_and_ports(mapper.port(), {1});
  for (auto& probe : plan.probes) probe.patience = 1h;
  std::stop_source stop;
  const std::jthread interrupt([&] {
    while (hanging.connections() == 0) std::this_thread::yield();
    stop.request_stop();
  });
  const Observations slots = run(plan, {}, stop.get_token());
  REQUIRE(slots[1]);
  CHECK(slots[1]->observations.size() == 2);
  CHECK(at_port(*slots[1], hanging.port()).cut);
  CHECK_FALSE(judge::judge(plan, slots).complete);
}
