// `--flow`: what a word selects, and what it says when it selects nothing.
#include "flowvet/plan/plan.hpp"
#include "support/catalog_builder.hpp"

#include <doctest/doctest.h>

namespace flowvet {
namespace {

using namespace test;
using Texts = std::vector<std::string>;

catalog::Catalog catalog() {
  return CatalogBuilder()
      .role("sd-wan", "SD-WAN")
      .role("sd-wan-center", "SD-WAN Center")
      .role("peer")
      .host("sd-wan", "sd-wan sd-wan-center")
      .outcome("both", {{FlowId("sd-wan.sd-wan.peer.one")}, {FlowId("sd-wan.sd-wan-center.peer.two")}})
      .outcome("one", {{FlowId("sd-wan.sd-wan.peer.one")}})
      .outcome("other", {{FlowId("sd-wan.sd-wan-center.peer.two")}}, {FlowId("sd-wan.sd-wan.peer.one")})
      .flow(FlowBuilder("sd-wan.sd-wan.peer.one"))
      .flow(FlowBuilder("sd-wan.sd-wan-center.peer.two"))
      .flow(FlowBuilder("cvad.peer.sd-wan.away"));
}

Result<plan::Plan> plan_only(std::vector<std::string> words) {
  site::Site site;
  site.endpoints[RoleId("peer")] = {"peer"};
  plan::PlanOptions options;
  options.only_flows = std::move(words);
  return plan::make_plan(catalog(), site, "sd-wan", {}, options);
}

Texts flows_of(const Result<plan::Plan>& plan) {
  Texts flows;
  if (plan)
    for (const auto& flow : plan->flows) flows.push_back(flow.id.text);
  return flows;
}

TEST_CASE("a word selects the flow of that id, or those whose leading parts it is, or those that begin so") {
  const std::string one = "sd-wan.sd-wan.peer.one", two = "sd-wan.sd-wan-center.peer.two";
  CHECK(flows_of(plan_only({})) == Texts{one, two});
  CHECK(flows_of(plan_only({one})) == Texts{one});
  CHECK(flows_of(plan_only({"sd-wan"})) == Texts{one, two});
  CHECK(flows_of(plan_only({"sd-wan.sd-wan"})) == Texts{one});
  CHECK(flows_of(plan_only({"sd-wan.sd-wan."})) == Texts{one});
  CHECK(flows_of(plan_only({"sd-wan.sd-wan-c"})) == Texts{two});
  CHECK(flows_of(plan_only({two, one})) == Texts{one, two});
}

TEST_CASE("a word that selects nothing suggests one that does") {
  const auto plan = plan_only({"sd-wan.sd-wan.peer.oen"});
  REQUIRE(!plan.has_value());
  CHECK(plan.error().front().what == "no flow from sd-wan is or begins with \"sd-wan.sd-wan.peer.oen\"");
  CHECK(plan.error().front().where == "--flow");
  CHECK(plan.error().front().hint == "did you mean \"sd-wan.sd-wan.peer.one\"?");
  CHECK(!plan_only({""}).has_value());
}

TEST_CASE("a documented flow that starts elsewhere says where") {
  const auto plan = plan_only({"sd-wan.sd-wan.peer.one", "cvad.peer"});
  REQUIRE(!plan.has_value());
  REQUIRE(plan.error().size() == 1);
  CHECK(plan.error().front().what == "\"cvad.peer\" does not start at sd-wan");
  CHECK(plan.error().front().hint == "cvad.peer.sd-wan.away starts at peer");
}

TEST_CASE("an outcome that rests on a flow which was left out by --flow is not judged") {
  const auto all = plan_only({});
  REQUIRE(all.has_value());
  CHECK(all->outcomes.size() == 3);
  const auto some = plan_only({"sd-wan.sd-wan"});
  REQUIRE(some.has_value());
  REQUIRE(some->outcomes.size() == 1);
  CHECK(some->outcomes[0].id == "one");
}

}  // namespace
}  // namespace flowvet
