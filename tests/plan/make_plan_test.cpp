// Catalog + Site -> Plan as a whole: checks, probes and problems.
#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace flowvet {
namespace {

using catalog::Transport;
using plan::Replies;
using plan::Weight;
using site::Expect;
using namespace test;
using namespace std::chrono_literals;

TEST_CASE("a flow of a played role becomes one check for each host") {
  const auto plan = plan_of(roles().flow(registration()), site_with({{"delivery-controller", {"ddc01", "ddc02"}}}));
  CHECK(plan.role == RoleId("vda"));
  CHECK(plan.role_name == "vda");
  CHECK(plan.site == "test");
  REQUIRE(plan.flows.size() == 1);
  CHECK(checks_of(plan) == Texts{"ddc01 tcp/80 http", "ddc02 tcp/80 http"});
  CHECK(plan.flows[0].weight == Weight::required);
  CHECK(plan.flows[0].checks[0].to == RoleId("delivery-controller"));
  CHECK(plan.flows[0].checks[0].expect == Expect::serve);
  CHECK(plan.flows[0].note.empty());
}

TEST_CASE("a plan without a check names every endpoint that would give one") {
  const auto catalog =
      roles().flow(registration()).flow(FlowBuilder("cvad.vda.license-server.x")).flow(FlowBuilder("cvad.vda.license-server.y"));
  const auto plan = try_plan(catalog, {});
  REQUIRE(!plan.has_value());
  CHECK(plan.error().front().what == "nothing to check from vda: no host is given for any destination");
  CHECK(plan.error().front().hint == "--endpoint delivery-controller=HOST, --endpoint license-server=HOST");
}

TEST_CASE("a plan whose every flow is left out says why") {
  auto site = with_controller();
  site.flows[registration_id()].skip = "moved to the cloud";
  const auto plan = try_plan(roles().flow(registration()), site);
  REQUIRE(!plan.has_value());
  CHECK(plan.error().front().hint == registration_id().text + ": left out by the site: moved to the cloud");
}

TEST_CASE("each transport has its own service, and moved ports of one leave the other alone") {
  const auto catalog = roles().flow(FlowBuilder("cvad.vda.delivery-controller.x").tcp("88", "kerberos").also(Transport::udp, "kerberos"));
  auto site = with_controller();
  CHECK(checks_of(plan_of(catalog, site)) == Texts{"ddc01 tcp/88 kerberos", "ddc01 udp/88 kerberos"});
  site.flows[FlowId("cvad.vda.delivery-controller.x")].ports[Transport::tcp] = {{1088, 1089}};
  CHECK(checks_of(plan_of(catalog, site)) == Texts{"ddc01 tcp/1088 kerberos", "ddc01 tcp/1089 kerberos", "ddc01 udp/88 kerberos"});
}

TEST_CASE("a ping is one check without a port") {
  const auto plan = plan_of(roles().flow(FlowBuilder("cvad.vda.delivery-controller.ping").icmp()), with_controller());
  CHECK(checks_of(plan) == Texts{"ddc01 icmp/0 echo"});
}

TEST_CASE("all alternatives are checked, and the flow keeps that any will do") {
  const auto plan = plan_of(roles().flow(FlowBuilder("cvad.vda.delivery-controller.x").tcp("80 443").any()), with_controller());
  CHECK(checks_of(plan) == Texts{"ddc01 tcp/80", "ddc01 tcp/443"});
  CHECK(plan.flows[0].match == catalog::Match::any);
}

TEST_CASE("a port that two ranges hold is checked once") {
  const auto plan = plan_of(roles().flow(FlowBuilder("cvad.vda.delivery-controller.x").tcp("80 79-81")), with_controller());
  CHECK(checks_of(plan) == Texts{"ddc01 tcp/80", "ddc01 tcp/79", "ddc01 tcp/81"});
}

TEST_CASE("a large range is sampled and says so, unless every port is asked for") {
  const catalog::Catalog catalog = roles().flow(FlowBuilder("cvad.vda.delivery-controller.x").tcp("49152-65535", "http"));
  const auto sampled = plan_of(catalog, with_controller());
  CHECK(sampled.flows[0].sampled);
  CHECK(sampled.flows[0].note == "12 of 16384 ports are checked; --all-ports checks every one");
  CHECK(flow_probes(sampled) == 12);

  plan::PlanOptions options;
  options.all_ports = true;
  const auto whole = plan_of(catalog, with_controller(), options);
  CHECK(!whole.flows[0].sampled);
  CHECK(whole.flows[0].note.empty());
  CHECK(flow_probes(whole) == 16384);
  CHECK(whole.probes.at(16383).port == 65535);
}

TEST_CASE("every port of a host fits into one plan") {
  plan::PlanOptions options;
  options.all_ports = true;
  const auto plan = plan_of(roles().flow(FlowBuilder("cvad.vda.delivery-controller.x").tcp("1-65535")), with_controller(), options);
  CHECK(flow_probes(plan) == 65535);
  CHECK(plan.flows[0].checks.size() == 65535);
}

TEST_CASE("flows that need the same thing share one probe, whatever the host's spelling") {
  const auto catalog = roles()
                           .flow(FlowBuilder("cvad.vda.delivery-controller.a").tcp("80", "http"))
                           .flow(FlowBuilder("cvad.vda.license-server.b").tcp("80", "http"))
                           .flow(FlowBuilder("cvad.vda.delivery-controller.c").tcp("80"));
  const auto plan = plan_of(catalog, site_with({{"delivery-controller", {"DDC01.corp"}}, {"license-server", {"ddc01.CORP"}}}));
  CHECK(flow_probes(plan) == 2);
  CHECK(plan.probes[0].host == "DDC01.corp");
  CHECK(plan.flows[0].checks[0].probe == plan.flows[1].checks[0].probe);
  CHECK(plan.flows[0].checks[0].probe != plan.flows[2].checks[0].probe);
}

TEST_CASE("a flow with its own timeout or attempts has its own probe") {
  CatalogBuilder catalog = roles();
  for (const auto* what : {"a", "b", "c"}) catalog.flow(FlowBuilder(std::string("cvad.vda.delivery-controller.") + what));
  auto site = with_controller();
  site.flows[FlowId("cvad.vda.delivery-controller.b")].timeout = 250ms;
  site.flows[FlowId("cvad.vda.delivery-controller.c")].attempts = 1;
  plan::PlanOptions options;
  options.timeout = 700ms;
  options.attempts = 5;
  const auto plan = plan_of(catalog, site, options);
  REQUIRE(flow_probes(plan) == 3);
  CHECK(plan.probes[0].timeout == 700ms);
  CHECK(plan.probes[0].attempts == 5);
  CHECK(plan.probes[1].timeout == 250ms);
  CHECK(plan.probes[1].attempts == 5);
  CHECK(plan.probes[2].timeout == 700ms);
  CHECK(plan.probes[2].attempts == 1);
}

TEST_CASE("what is known of the handshake comes along with the probe") {
  const auto catalog = roles()
                           .flow(FlowBuilder("cvad.vda.delivery-controller.a").tcp("1494", "ica").also(Transport::udp, "edt"))
                           .flow(FlowBuilder("cvad.vda.delivery-controller.b").udp("514"));
  const auto plan = plan_of(catalog, with_controller());
  REQUIRE(flow_probes(plan) == 3);
  CHECK(plan.probes[0].replies == Replies::always);
  CHECK(plan.probes[0].patience == 8000ms);
  CHECK(plan.probes[1].replies == Replies::sometimes);
  CHECK(plan.probes[1].patience == 1500ms);
  CHECK(plan.probes[2].replies == Replies::never);
  CHECK(plan.probes[2].patience == 0ms);
}

TEST_CASE("--connect-only leaves the handshakes out and keeps the echo") {
  const auto catalog = roles()
                           .flow(FlowBuilder("cvad.vda.delivery-controller.a").tcp("88", "kerberos").also(Transport::udp, "kerberos"))
                           .flow(FlowBuilder("cvad.vda.delivery-controller.b").icmp());
  plan::PlanOptions options;
  options.connect_only = true;
  const auto plan = plan_of(catalog, with_controller(), options);
  CHECK(checks_of(plan, 0) == Texts{"ddc01 tcp/88", "ddc01 udp/88"});
  CHECK(plan.probes[1].replies == Replies::never);
  CHECK(checks_of(plan, 1) == Texts{"ddc01 icmp/0 echo"});
}

TEST_CASE("--gentle leaves out what a service may log as a failure, and nothing else") {
  const auto catalog = roles()
                           .flow(FlowBuilder("cvad.vda.delivery-controller.a").udp("1812", "radius"))
                           .flow(FlowBuilder("cvad.vda.delivery-controller.b").tcp("22", "ssh"))
                           .flow(FlowBuilder("cvad.vda.delivery-controller.c").tcp("80", "http"));
  plan::PlanOptions options;
  options.gentle = true;
  const auto plan = plan_of(catalog, with_controller(), options);
  CHECK(checks_of(plan, 0) == Texts{"ddc01 udp/1812"});
  CHECK(checks_of(plan, 1) == Texts{"ddc01 tcp/22 ssh"});
  CHECK(checks_of(plan, 2) == Texts{"ddc01 tcp/80 http"});
}

TEST_CASE("a service that punishes repeated connections keeps that mark, with a request or without") {
  const auto catalog = roles().flow(FlowBuilder("cvad.vda.delivery-controller.b").tcp("22", "ssh")).flow(registration());
  plan::PlanOptions options;
  for (const bool connect_only : {false, true}) {
    options.connect_only = connect_only;
    const auto plan = plan_of(catalog, with_controller(), options);
    CHECK(plan.probes[0].once);
    CHECK_FALSE(plan.probes[1].once);
  }
}

TEST_CASE("a check knows why no handshake is documented, and a probe where only public certificates are right") {
  catalog::Flow flow = FlowBuilder("cvad.vda.delivery-controller.a").tcp("80").also(Transport::udp);
  flow.unproven = {{Transport::udp, catalog::Unproven::one_way}};
  catalog::Catalog catalog = roles().flow(flow).flow(FlowBuilder("cvad.vda.public-dns.b").tcp("443", "http"));
  std::ranges::find(catalog.roles, RoleId("public-dns"), &catalog::Role::id)->public_certificate = true;
  const auto plan = plan_of(catalog, with_controller());
  CHECK_FALSE(plan.flows[0].checks[0].unproven);
  CHECK(plan.flows[0].checks[1].unproven == catalog::Unproven::one_way);
  CHECK_FALSE(plan.probes[0].public_certificate);
  CHECK(plan.probes[2].public_certificate);
}

TEST_CASE("a handshake that does not exist is a bug and not a silent connection") {
  CHECK_THROWS_AS(plan_of(roles().flow(FlowBuilder("cvad.vda.delivery-controller.a").udp("80", "http")), with_controller()),
                  std::logic_error);
}

TEST_CASE("a planned flow carries what later stages show") {
  catalog::Flow flow =
      FlowBuilder("cvad.vda.delivery-controller.a").tcp("1494", "ica").also(Transport::udp, "edt").fallback(Transport::udp).on_demand();
  flow.purpose = {"purpose", "目的"};
  flow.sources = {{catalog::Edition::ja, "CVAD", 16}};
  flow.doubt = "doubtful";
  const auto plan = plan_of(roles().flow(flow), with_controller());
  const auto& planned = plan.flows[0];
  CHECK(planned.fallback == std::vector{Transport::udp});
  CHECK(planned.listens == catalog::Listens::on_demand);
  CHECK(planned.purpose.ja == "目的");
  CHECK(planned.sources.at(0).row == 16);
  CHECK(planned.doubt == "doubtful");
  CHECK(planned.from == flow.from);
  CHECK(planned.to == flow.to);
}

}  // namespace
}  // namespace flowvet
