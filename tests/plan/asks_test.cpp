// Which probes ask for a responder, and when; and which call-backs --both-ways plans.
#include "plan/asks.hpp"
#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace flowvet;
using namespace flowvet::plan;
using catalog::Transport;
using site::Expect;

namespace {

const auto token = std::make_shared<const Secret>("test", "a token for tests only");

PlanOptions options_with(Expect expect, bool gentle = false) {
  PlanOptions options;
  options.token = token;
  options.expect = expect;
  options.gentle = gentle;
  return options;
}

constexpr Service harmless{"dns", Transport::udp, "", Replies::always, {}};
constexpr Service noticed{"radius", Transport::udp, "", Replies::sometimes, {}, Care::noticed};
constexpr Service once{"ssh", Transport::tcp, "", Replies::always, {}, Care::once};

PlanOptions both_ways() {
  auto options = options_with(Expect::path);
  options.both_ways = true;
  options.controls = false;
  return options;
}

std::vector<const Probe*> call_backs(const Plan& plan) {
  std::vector<const Probe*> found;
  for (const auto& probe : plan.probes)
    if (probe.way == Way::reverse) found.push_back(&probe);
  return found;
}

}  // namespace

TEST_CASE("before a deployment the responder comes first, where services are to serve they do, and without a token nobody is asked") {
  const auto path = options_with(Expect::path), serve = options_with(Expect::serve), gentle = options_with(Expect::path, true);
  for (const auto* service : {&harmless, &noticed, &once, static_cast<const Service*>(nullptr)}) {
    CHECK(asks_of(Transport::tcp, service, false, path) == Asks::responder_first);
    CHECK(asks_of(Transport::udp, service, false, serve) == Asks::service_first);
    CHECK(asks_of(Transport::udp, service, false, PlanOptions{}) == Asks::never);
    CHECK(asks_of(Transport::udp, service, true, path) == Asks::nothing_else);
    CHECK(asks_of(Transport::icmp, service, false, path) == Asks::never);
  }
  CHECK(asks_of(Transport::udp, &harmless, false, gentle) == Asks::service_first);
  CHECK(asks_of(Transport::udp, &noticed, false, gentle) == Asks::once_held);
  auto no_requests = path;
  no_requests.connect_only = true;
  CHECK(asks_of(Transport::tcp, &harmless, false, no_requests) == Asks::never);
}

TEST_CASE("hosts that the paper names are asked for no responder") {
  const auto catalog = test::roles().flow(test::FlowBuilder("x.vda.public-dns.dns").udp("53"));
  const auto plan = test::plan_of(catalog, site::Site{}, options_with(Expect::path));
  REQUIRE(plan.probes.size() == 1);
  CHECK(plan.probes[0].asks == Asks::never);
}

TEST_CASE("a way through a proxy is asked for no responder, the straight one is") {
  const auto catalog = test::roles().flow(test::registration());
  auto site = test::with_controller();
  site.proxies.of_role[RoleId("delivery-controller")] = Proxy{"proxy01", 3128};
  auto options = options_with(Expect::path);
  options.controls = false;
  const auto plan = test::plan_of(catalog, site, options);
  REQUIRE(plan.probes.size() == 2);
  for (const auto& probe : plan.probes) CHECK((probe.asks == Asks::never) == probe.proxy.has_value());
}

TEST_CASE("a heartbeat becomes checkable by responders, before a deployment and with a token only") {
  const auto catalog =
      test::roles().flow(test::FlowBuilder("x.vda.delivery-controller.heartbeat").udp("5405").skip("heartbeat")).flow(test::registration());
  const auto with = test::plan_of(catalog, test::with_controller(), options_with(Expect::path));
  CHECK(with.skipped.empty());
  const auto beat = std::ranges::find(with.probes, 5405, &Probe::port);
  REQUIRE(beat != with.probes.end());
  CHECK(beat->asks == Asks::nothing_else);
  for (const auto& options : {options_with(Expect::serve), PlanOptions{}}) {
    const auto without = test::plan_of(catalog, test::with_controller(), options);
    REQUIRE(without.skipped.size() == 1);
    CHECK(without.skipped[0].reason == SkipReason::heartbeat);
  }
}

TEST_CASE("both ways: what is documented in both directions, and what other hosts begin, is called back") {
  auto registration = test::registration();
  registration.direction = catalog::Direction::both;
  const auto catalog = test::roles()
                           .flow(registration)
                           .flow(test::FlowBuilder("x.delivery-controller.vda.query").tcp("8080"))
                           .flow(test::FlowBuilder("x.sql-server.vda.odd").udp("9"));
  auto site = test::with_controller();
  site.endpoints[RoleId("sql-server")] = {"sql01"};
  const auto plan = test::plan_of(catalog, site, both_ways());
  const auto calls = call_backs(plan);
  REQUIRE(calls.size() == 2);
  CHECK(calls[0]->host == "ddc01");
  CHECK(calls[0]->port == 80);
  CHECK(calls[1]->port == 8080);
  for (const auto* call : calls) CHECK(call->asks == Asks::never);
  // Nothing leads to sql01, so nobody there can be asked.
  REQUIRE(plan.skipped.size() == 1);
  CHECK(plan.skipped[0].reason == SkipReason::no_contact);
  CHECK(call_backs(test::plan_of(catalog, site, options_with(Expect::path))).empty());
}
