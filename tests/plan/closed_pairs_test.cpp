// Pairs that must be closed on every port by which the paper documents the destination.
#include "flowvet/plan/plan.hpp"
#include "support/catalog_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

namespace flowvet {
namespace {

using catalog::Transport;
using plan::Replies;
using site::Expect;
using namespace test;
using namespace std::chrono_literals;

constexpr std::array services{
    plan::Service{"tds", Transport::tcp, "TDS", Replies::always, 1000ms},
    plan::Service{"dns", Transport::udp, "DNS", Replies::always, 1000ms},
    plan::Service{"tls", Transport::tcp, "TLS", Replies::always, 1000ms},
};

const FlowId pair_id("cvad.workspace-app.sql-server");

catalog::Catalog catalog_with(std::vector<catalog::Flow> flows) {
  CatalogBuilder catalog;
  catalog.role("workspace-app").role("delivery-controller").role("sql-server").role("vda").host("workspace-app", "workspace-app");
  catalog.host("vda", "vda").part("wem", "workspace-app");
  for (const auto& flow : flows) catalog.flow(flow);
  return catalog;
}

const std::vector<catalog::Flow> documented{
    FlowBuilder("cvad.delivery-controller.sql-server.database").tcp("1433 443", "tds"),
    FlowBuilder("cvad.vda.sql-server.other").tcp("443", "tls").also(Transport::udp, "dns"),
    FlowBuilder("cvad.delivery-controller.sql-server.beat").udp("3003").skip("heartbeat"),
    FlowBuilder("cvad.delivery-controller.sql-server.ping").icmp(),
    FlowBuilder("wem.delivery-controller.sql-server.elsewhere").tcp("9999"),
    FlowBuilder("cvad.delivery-controller.vda.unrelated").tcp("1494"),
};

site::Site site_of(FlowId pair) {
  site::Site site;
  site.endpoints[RoleId("sql-server")] = {"sql01"};
  site.closed_pairs = {std::move(pair)};
  return site;
}

std::vector<std::string> checks_of(const plan::Plan& plan, const plan::PlannedFlow& flow) {
  std::vector<std::string> checks;
  for (const auto& check : flow.checks) {
    const auto& probe = plan.probes.at(check.probe);
    checks.push_back(std::string(to_word(probe.transport)) + "/" + std::to_string(probe.port) + " " + probe.service);
  }
  return checks;
}

TEST_CASE("a closed pair checks a loopback listener too, but nothing that a probe could disturb") {
  const auto catalog = catalog_with({FlowBuilder("cvad.delivery-controller.sql-server.local").tcp("9001").skip("loopback-only"),
                                     FlowBuilder("cvad.delivery-controller.sql-server.beat").tcp("3003").skip("heartbeat")});
  const auto plan = plan::make_plan(catalog, site_of(pair_id), "workspace-app", services, {});
  REQUIRE(plan.has_value());
  CHECK(checks_of(*plan, plan->flows.at(0)) == std::vector<std::string>{"tcp/9001 "});
}

TEST_CASE("a closed pair checks every port that its section documents for the destination, each once") {
  const auto plan = plan::make_plan(catalog_with(documented), site_of(pair_id), "workspace-app", services, {});
  REQUIRE(plan.has_value());
  REQUIRE(plan->flows.size() == 1);
  const auto& flow = plan->flows[0];
  CHECK(flow.id == pair_id);
  CHECK(flow.weight == plan::Weight::required);
  CHECK(flow.from == std::vector{RoleId("workspace-app")});
  CHECK(flow.to == std::vector{RoleId("sql-server")});
  CHECK(checks_of(*plan, flow) == std::vector<std::string>{"tcp/1433 tds", "tcp/443 tds", "udp/443 dns"});
  CHECK(std::ranges::all_of(flow.checks, [](const auto& check) { return check.expect == Expect::closed; }));
}

TEST_CASE("a section that does not document the destination leaves it to the whole catalog") {
  const auto plan =
      plan::make_plan(catalog_with(documented), site_of(FlowId("fas.workspace-app.sql-server")), "workspace-app", services, {});
  REQUIRE(plan.has_value());
  CHECK(checks_of(*plan, plan->flows[0]) == std::vector<std::string>{"tcp/1433 tds", "tcp/443 tds", "udp/443 dns", "tcp/9999 "});
}

TEST_CASE("ports that the site moved are closed where they are now") {
  auto site = site_of(pair_id);
  site.flows[FlowId("cvad.delivery-controller.sql-server.database")].ports[Transport::tcp] = {{14330, 14330}};
  const auto plan = plan::make_plan(catalog_with(documented), site, "workspace-app", services, {});
  REQUIRE(plan.has_value());
  CHECK(checks_of(*plan, plan->flows[0]) == std::vector<std::string>{"tcp/14330 tds", "tcp/443 tls", "udp/443 dns"});
}

TEST_CASE("a closed pair belongs to the hosts that play its source, now or with a part that is not switched off") {
  auto site = site_of(pair_id);
  const auto catalog = catalog_with(documented);
  site.flows[FlowId("cvad.vda.sql-server.other")].skip = "not here";
  CHECK(plan::make_plan(catalog, site, "vda", services, {}).has_value());
  site.features[Feature("wem")] = false;
  CHECK(!plan::make_plan(catalog, site, "vda", services, {}).has_value());
}

TEST_CASE("a closed pair without a host or without any documented port is left out with the reason") {
  const auto open = FlowBuilder("cvad.workspace-app.delivery-controller.x");
  auto flows = documented;
  flows.push_back(open);
  auto site = site_of(pair_id);
  site.endpoints = {{RoleId("delivery-controller"), {"ddc"}}};
  const auto without_host = plan::make_plan(catalog_with(flows), site, "workspace-app", services, {});
  REQUIRE(without_host.has_value());
  REQUIRE(without_host->skipped.size() == 1);
  CHECK(without_host->skipped[0].reason == plan::SkipReason::no_host);

  const auto without_port = plan::make_plan(catalog_with({open}), site, "workspace-app", services, {});
  REQUIRE(without_port.has_value());
  REQUIRE(without_port->skipped.size() == 1);
  CHECK(without_port->skipped[0].reason == plan::SkipReason::no_port);
  CHECK(without_port->skipped[0].text == "no port is documented by which sql-server could be reached");
}

TEST_CASE("text that is no pair is a problem and not an empty check") {
  for (const auto* text : {"sql-server", "cvad.sql-server", "cvad..sql-server", "cvad.workspace-app.", "a.b.c.d"}) {
    CAPTURE(text);
    const auto plan = plan::make_plan(catalog_with(documented), site_of(FlowId(text)), "workspace-app", services, {});
    REQUIRE(!plan.has_value());
    CHECK(plan.error().front().what == "\"" + std::string(text) + "\" is not <section>.<from>.<to>");
  }
}

}  // namespace
}  // namespace flowvet
