// What has to listen on a host of a role, and how much it counts.
#include "flowvet/plan/inbound_check.hpp"

#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::test;
using catalog::Transport;

namespace {

plan::InboundPlan inbound_of(const catalog::Catalog& catalog, const site::Site& site = {}, const plan::PlanOptions& options = {}) {
  return plan::make_inbound_plan(catalog, site, "vda", options, "vda01").value();
}

/// "flow required: tcp/80 udp/1494-1500" of each flow.
Texts shown(const plan::InboundPlan& inbound) {
  Texts lines;
  for (const auto& flow : inbound.plan.flows) {
    auto line = flow.id.text + " " + std::string(to_word(flow.weight)) + ":";
    for (const auto& check : flow.checks)
      line += " " + std::string(to_word(inbound.plan.probes.at(check.probe).transport)) + "/" + to_text(inbound.ports.at(check.probe));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

TEST_CASE("What arrives at the role is planned, with its weight, and what starts there is not") {
  const catalog::Catalog catalog = roles()
                                       .flow(FlowBuilder("s.x.vda.ica").tcp("1494").also(Transport::udp))
                                       .flow(FlowBuilder("s.x.vda.spare").tcp("2000").optional())
                                       .flow(registration());
  CHECK(shown(inbound_of(catalog)) == Texts{"s.x.vda.ica required: tcp/1494 udp/1494", "s.x.vda.spare optional: tcp/2000"});
  CHECK(inbound_of(catalog).plan.probes.front().host == "vda01");
}

TEST_CASE("Small ranges are planned port by port, large ones as a whole") {
  const catalog::Catalog catalog =
      roles().flow(FlowBuilder("s.x.vda.audio").udp("16500-16502")).flow(FlowBuilder("s.x.vda.rpc").tcp("49152-65535"));
  const auto inbound = inbound_of(catalog);
  CHECK(shown(inbound) == Texts{"s.x.vda.audio required: udp/16500 udp/16501 udp/16502", "s.x.vda.rpc required: tcp/49152-65535"});
  CHECK(inbound.plan.flows.back().note.find("as a whole") != std::string::npos);
}

TEST_CASE("What listens only during a session need not listen now, and what must stay on loopback must be closed to others") {
  const catalog::Catalog catalog = roles()
                                       .flow(FlowBuilder("s.x.vda.audio").udp("16500").on_demand())
                                       .flow(FlowBuilder("s.x.vda.local").tcp("9001").skip("loopback-only"));
  const auto flows = inbound_of(catalog).plan.flows;
  REQUIRE(flows.size() == 2);
  CHECK(flows[0].checks[0].expect == site::Expect::path);
  CHECK(flows[1].checks[0].expect == site::Expect::closed);
}

TEST_CASE("A heartbeat's listener may be looked at; ICMP has none") {
  const catalog::Catalog catalog = roles()
                                       .flow(FlowBuilder("s.x.vda.beat").udp("5000").skip("heartbeat"))
                                       .flow(FlowBuilder("s.x.vda.ping").icmp())
                                       .flow(FlowBuilder("s.x.vda.any").tcp("6000").skip("random-port"));
  const auto inbound = inbound_of(catalog);
  CHECK(shown(inbound) == Texts{"s.x.vda.beat required: udp/5000"});
  CHECK(inbound.plan.skipped.size() == 2);
}

TEST_CASE("A feature that is off, and ports that the site moved, count here too") {
  const catalog::Catalog catalog =
      roles().flow(FlowBuilder("s.x.vda.tls").tcp("443").when("hdx-tls")).flow(FlowBuilder("s.x.vda.ica").tcp("1494"));
  site::Site site;
  site.features[Feature("hdx-tls")] = false;
  site.flows[FlowId("s.x.vda.ica")].ports[Transport::tcp] = {{1495, 1495}};
  const auto inbound = inbound_of(catalog, site);
  CHECK(shown(inbound) == Texts{"s.x.vda.ica required: tcp/1495"});
  CHECK(inbound.plan.skipped.size() == 1);
  site.features[Feature("hdx-tls")] = true;
  CHECK(shown(inbound_of(catalog, site)).front() == "s.x.vda.tls required: tcp/443");
}

TEST_CASE("Unknown roles and flows, and a role at which nothing arrives, are problems") {
  const catalog::Catalog catalog = roles().flow(FlowBuilder("s.x.vda.ica").tcp("1494"));
  CHECK_FALSE(plan::make_inbound_plan(catalog, {}, "vdaa", {}, "h").has_value());
  CHECK_FALSE(plan::make_inbound_plan(catalog, {}, "license-server", {}, "h").has_value());
  plan::PlanOptions options;
  options.only_flows = {"s.x.vda.icq"};
  const auto result = plan::make_inbound_plan(catalog, {}, "vda", options, "h");
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().front().hint.find("s.x.vda.ica") != std::string::npos);
}
