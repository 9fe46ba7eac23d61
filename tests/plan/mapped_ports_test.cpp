// Dynamic RPC ports: one probe for each host, tied to the one that asks the host's endpoint mapper.
#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace flowvet {
namespace {

using namespace test;
using namespace std::chrono_literals;
using site::Expect;

constexpr const char* dynamic_id = "cvad.vda.delivery-controller.dynamic";
constexpr const char* mapper_id = "cvad.vda.delivery-controller.mapper";

FlowBuilder dynamic_flow() {
  return FlowBuilder(dynamic_id).tcp("49152-65535", "rpc").any().on_demand();
}

FlowBuilder mapper_flow() {
  return FlowBuilder(mapper_id).tcp("135", "epm");
}

const plan::Probe& probe_of(const plan::Plan& plan, const plan::Check& check) {
  return plan.probes.at(check.probe);
}

TEST_CASE("dynamic RPC ports are one check a host, with a sample in reserve") {
  const auto plan = plan_of(roles().flow(mapper_flow()).flow(dynamic_flow()), site_with({{"delivery-controller", {"ddc01", "ddc02"}}}));
  CHECK(checks_of(plan, 0) == Texts{"ddc01 tcp/135 epm", "ddc02 tcp/135 epm"});
  CHECK(checks_of(plan, 1) == Texts{"ddc01 tcp/0 rpc", "ddc02 tcp/0 rpc"});
  CHECK(test::flow_probes(plan) == 4);
  const auto& mapped = probe_of(plan, plan.flows[1].checks[1]).mapped;
  REQUIRE(mapped);
  CHECK(mapped->mapper == plan.flows[0].checks[1].probe);
  CHECK(mapped->documented == std::vector{PortRange{49152, 65535}});
  CHECK(mapped->otherwise.size() == 12);
  CHECK(plan.flows[1].sampled);
  CHECK(plan.flows[1].note ==
        "the endpoint mapper names the ports; where it names none, 12 of 16384 are checked; --all-ports checks every one");
}

TEST_CASE("the flow that checks the mapper may come later, spell the host differently or use another port or timeout") {
  auto site = site_with({{"delivery-controller", {"ddc01"}}, {"license-server", {"DDC01"}}});
  const FlowId moved("cvad.vda.license-server.mapper");
  site.flows[moved].ports[catalog::Transport::tcp] = {{1135, 1135}};
  site.flows[moved].timeout = 250ms;
  const auto plan = plan_of(roles().flow(dynamic_flow()).flow(FlowBuilder(moved.text).tcp("135", "epm")), site);
  REQUIRE(test::flow_probes(plan) == 2);
  CHECK(plan.probes[0].mapped->mapper == 1);
  CHECK(plan.probes[1].port == 1135);
  CHECK(plan.probes[1].timeout == 250ms);
}

TEST_CASE("where no flow asks the mapper the plan does, once a host") {
  const auto plan = plan_of(roles().flow(dynamic_flow()).flow(FlowBuilder("cvad.vda.delivery-controller.b").tcp("50000-51000", "rpc")),
                            with_controller());
  REQUIRE(test::flow_probes(plan) == 3);
  const auto& mapper = plan.probes[2];
  CHECK(plan.probes[0].mapped->mapper == 2);
  CHECK(plan.probes[1].mapped->mapper == 2);
  CHECK(mapper.host == "ddc01");
  CHECK(mapper.port == 135);
  CHECK(mapper.service == "epm");
  CHECK(mapper.patience == 4000ms);
  CHECK_FALSE(mapper.mapped);
  for (const auto& flow : plan.flows)
    for (const auto& check : flow.checks) CHECK(check.probe != 2);
}

TEST_CASE("flows with the same range at one host share the probe") {
  const auto plan = plan_of(roles().flow(dynamic_flow()).flow(FlowBuilder("cvad.vda.license-server.b").tcp("49152-65535", "rpc")),
                            site_with({{"delivery-controller", {"ddc01"}}, {"license-server", {"ddc01"}}}));
  CHECK(test::flow_probes(plan) == 2);
  CHECK(plan.flows[0].checks[0].probe == plan.flows[1].checks[0].probe);
}

TEST_CASE("a fixed RPC port needs no mapper, a short range has all of its ports in reserve") {
  const auto fixed = plan_of(roles().flow(FlowBuilder(dynamic_id).tcp("50000 50001", "rpc")), with_controller());
  CHECK(checks_of(fixed) == Texts{"ddc01 tcp/50000 rpc", "ddc01 tcp/50001 rpc"});
  const auto narrow = plan_of(roles().flow(FlowBuilder(dynamic_id).tcp("50000-50020", "rpc")), with_controller());
  CHECK(narrow.probes[0].mapped->otherwise.size() == 21);
  CHECK_FALSE(narrow.flows[0].sampled);
  CHECK(narrow.flows[0].note == "the endpoint mapper names the ports; where it names none, all 21 are checked");
}

TEST_CASE("--all-ports checks every port of the range and the named ones as well") {
  plan::PlanOptions options;
  options.all_ports = true;
  const auto plan = plan_of(roles().flow(mapper_flow()).flow(dynamic_flow()), with_controller(), options);
  const auto& checks = plan.flows[1].checks;
  CHECK(checks.size() == 16385);
  CHECK(std::ranges::count_if(checks, [&](const auto& check) { return probe_of(plan, check).mapped.has_value(); }) == 1);
  CHECK_FALSE(plan.flows[1].sampled);
  CHECK(plan.flows[1].note.empty());
}

TEST_CASE("--connect-only asks no mapper and checks the sample") {
  plan::PlanOptions options;
  options.connect_only = true;
  const auto plan = plan_of(roles().flow(dynamic_flow()), with_controller(), options);
  CHECK(test::flow_probes(plan) == 12);
  CHECK(checks_of(plan)[0] == "ddc01 tcp/49152");
  CHECK(plan.flows[0].note == "12 of 16384 ports are checked; --all-ports checks every one");
}

TEST_CASE("a named port must serve although others of its range only do on demand, unless the site asks for less or for closed") {
  struct Row {
    std::optional<Expect> wanted;
    Expect range, named;
  };
  for (const auto& [wanted, range, named] : {Row{std::nullopt, Expect::path, Expect::serve}, Row{Expect::path, Expect::path, Expect::path},
                                             Row{Expect::closed, Expect::closed, Expect::closed}}) {
    auto site = with_controller();
    site.flows[FlowId(dynamic_id)].expect = wanted;
    const auto plan = plan_of(roles().flow(dynamic_flow()), site);
    CHECK(plan.flows[0].checks.at(0).expect == range);
    CHECK(plan.flows[0].checks.at(0).named == named);
  }
}

TEST_CASE("a pair that must be closed expects so of the ports that its mapper names") {
  auto site = site_with({{"license-server", {"ls01"}}});
  site.closed_pairs = {FlowId("cvad.vda.license-server")};
  const auto plan = plan_of(roles().flow(FlowBuilder("cvad.delivery-controller.license-server.a").tcp("49152-65535", "rpc")), site);
  REQUIRE(plan.flows.size() == 1);
  REQUIRE(plan.flows[0].checks.size() == 1);
  CHECK(plan.probes[0].mapped);
  CHECK(plan.flows[0].checks[0].named == Expect::closed);
}

}  // namespace
}  // namespace flowvet
