// Listeners and packet filters as a table, and what a stranger would meet.
#include "flowvet/judge/inbound.hpp"

#include "support/observation_builder.hpp"
#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::judge;
using namespace flowvet::test;
using catalog::Transport;
using probe::HostState;
using probe::Listener;

namespace {

constexpr const char* no_rules = R"({"nftables":[]})";

/// An input chain with this policy and one rule that accepts a TCP port.
std::string rules(const std::string& policy, int port, const std::string& family = "inet") {
  return R"({"nftables":[{"chain":{"family":")" + family +
         R"(","table":"t","name":"in","type":"filter","hook":"input","prio":0,"policy":")" + policy + R"("}},{"rule":{"family":")" +
         family +
         R"(","table":"t","chain":"in","handle":3,"expr":[{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":)" +
         std::to_string(port) + R"(}},{"accept":null}]}}]})";
}

HostState host(std::vector<Listener> listeners, std::string ruleset = no_rules) {
  HostState state;
  state.listeners = std::move(listeners);
  state.interfaces = {{"eth0", {address("10.1.0.7"), address("fe80::7")}}};
  state.rules.json = std::move(ruleset);
  return state;
}

Listener listener(std::string_view at, std::uint16_t port, Transport transport = Transport::tcp) {
  return {transport, address(at), port, false, "service (process 1)"};
}

plan::InboundPlan plan_for(const FlowBuilder& flow, site::Expect expect = site::Expect::serve) {
  plan::PlanOptions options;
  options.expect = expect;
  return plan::make_inbound_plan(catalog::Catalog(roles().flow(flow)), {}, "vda", options, "vda01").value();
}

struct Said {
  Verdict verdict;
  Cause cause;
  Outcome outcome;
  friend bool operator==(const Said&, const Said&) = default;
};

Said judged(const HostState& state, site::Expect expect = site::Expect::serve,
            const FlowBuilder& flow = FlowBuilder("s.x.vda.ica").tcp("1494")) {
  const auto flows = judge_inbound(plan_for(flow, expect), state).verdicts.flows;
  return {flows.front().verdict, flows.front().cause, flows.front().checks.front().outcome};
}

}  // namespace

TEST_CASE("A listener that others reach and that the filter lets in passes, nothing else does") {
  CHECK(judged(host({listener("0.0.0.0", 1494)})) == Said{Verdict::pass, Cause::none, Outcome::accepted});
  CHECK(judged(host({listener("10.1.0.7", 1494)}, rules("drop", 1494))) == Said{Verdict::pass, Cause::none, Outcome::accepted});
  CHECK(judged(host({})) == Said{Verdict::fail, Cause::not_listening, Outcome::refused});
  CHECK(judged(host({listener("0.0.0.0", 1495)})) == Said{Verdict::fail, Cause::not_listening, Outcome::refused});
  CHECK(judged(host({listener("0.0.0.0", 1494, Transport::udp)})) == Said{Verdict::fail, Cause::not_listening, Outcome::refused});
  CHECK(judged(host({listener("127.0.0.1", 1494), listener("::1", 1494)})) == Said{Verdict::fail, Cause::not_listening, Outcome::refused});
  CHECK(judged(host({listener("0.0.0.0", 1494)}, rules("drop", 80))) == Said{Verdict::fail, Cause::local_firewall, Outcome::silent});
}

TEST_CASE("What could not be seen or understood leaves it unknown") {
  auto unread = host({listener("0.0.0.0", 1494)});
  unread.rules = {std::nullopt, "only root may read the firewall's rules"};
  CHECK(judged(unread) == Said{Verdict::unknown, Cause::local_limit, Outcome::local});
  CHECK(judged(host({listener("0.0.0.0", 1494)}, "no list")) == Said{Verdict::unknown, Cause::local_limit, Outcome::local});
  auto blind = host({});
  blind.listeners_known = false;
  CHECK(judged(blind) == Said{Verdict::unknown, Cause::undetermined, Outcome::local});
  // Bound to an address that no interface has.
  CHECK(judged(host({listener("10.7.7.7", 1494)})).verdict == Verdict::unknown);
}

TEST_CASE("A datagram socket on a port that clients use is no proof of a service") {
  const auto flow = FlowBuilder("s.x.vda.rpc").udp("49152-65535");
  auto state = host({listener("0.0.0.0", 50000, Transport::udp)});
  CHECK(judged(state, site::Expect::serve, flow).verdict == Verdict::pass);
  state.first_source_port = 32768;
  state.last_source_port = 60999;
  CHECK(judged(state, site::Expect::serve, flow) == Said{Verdict::unknown, Cause::undetermined, Outcome::local});
  state.listeners.push_back(listener("0.0.0.0", 61000, Transport::udp));
  CHECK(judged(state, site::Expect::serve, flow).verdict == Verdict::pass);
}

TEST_CASE("Families are looked at where this host has an address in them and something listens") {
  auto state = host({listener("::", 1494)}, rules("drop", 80, "ip6"));
  CHECK(judged(state).verdict == Verdict::pass);  // no IPv6 address beyond the link
  state.interfaces[0].addresses.push_back(address("2001:db8::7"));
  CHECK(judged(state) == Said{Verdict::degraded, Cause::local_firewall, Outcome::accepted});
  state.listeners[0].only_v6 = true;
  CHECK(judged(state) == Said{Verdict::fail, Cause::local_firewall, Outcome::silent});
  CHECK(judged(host({listener("0.0.0.0", 1494)}, rules("drop", 80, "ip6"))).verdict == Verdict::pass);
}

TEST_CASE("Where the path is all that is expected the filter alone decides") {
  CHECK(judged(host({}), site::Expect::path) == Said{Verdict::pass, Cause::none, Outcome::refused});
  CHECK(judged(host({}, rules("drop", 80)), site::Expect::path) == Said{Verdict::fail, Cause::local_firewall, Outcome::silent});
}

TEST_CASE("A port that must be closed passes with any obstacle and fails only when it is surely open") {
  CHECK(judged(host({}), site::Expect::closed).verdict == Verdict::pass);
  CHECK(judged(host({listener("127.0.0.1", 1494)}), site::Expect::closed).verdict == Verdict::pass);
  CHECK(judged(host({listener("0.0.0.0", 1494)}, rules("drop", 80)), site::Expect::closed).verdict == Verdict::pass);
  CHECK(judged(host({listener("0.0.0.0", 1494)}), site::Expect::closed) == Said{Verdict::fail, Cause::none, Outcome::accepted});
  auto unread = host({listener("0.0.0.0", 1494)});
  unread.rules.json.reset();
  CHECK(judged(unread, site::Expect::closed).verdict == Verdict::unknown);
}

TEST_CASE("Alternatives need one listener, all ports each their own, and a transport to fall back from only degrades") {
  const auto web = FlowBuilder("s.x.vda.web").tcp("80 443");
  CHECK(judged(host({listener("0.0.0.0", 443)}), site::Expect::serve, web).verdict == Verdict::fail);
  CHECK(judged(host({listener("0.0.0.0", 443)}), site::Expect::serve, FlowBuilder(web).any()).verdict == Verdict::pass);
  const auto ica = FlowBuilder("s.x.vda.ica").tcp("1494").also(Transport::udp).fallback(Transport::udp);
  CHECK(judged(host({listener("0.0.0.0", 1494)}), site::Expect::serve, ica).verdict == Verdict::degraded);
  CHECK(judged(host({listener("0.0.0.0", 1494, Transport::udp)}), site::Expect::serve, ica).verdict == Verdict::fail);
}
