// Which host a word means, and which flows start there.
#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

namespace flowvet {
namespace {

using plan::SkipReason;
using plan::Weight;
using namespace test;

TEST_CASE("flows of every role that the host plays are chosen, and no others") {
  const auto catalog = roles()
                           .flow(FlowBuilder("cvad.vda.delivery-controller.a"))
                           .flow(FlowBuilder("cvad.any-component.delivery-controller.b"))
                           .flow(FlowBuilder("cvad.sql-server.delivery-controller.c"))
                           .flow(FlowBuilder("cvad.sql-server.delivery-controller.d").from("sql-server vda"));
  const auto plan = plan_of(catalog, with_controller());
  REQUIRE(plan.flows.size() == 3);
  CHECK(plan.flows[0].id.text == "cvad.vda.delivery-controller.a");
  CHECK(plan.flows[1].id.text == "cvad.any-component.delivery-controller.b");
  CHECK(plan.flows[2].id.text == "cvad.sql-server.delivery-controller.d");
}

TEST_CASE("a role is known by its id and by its name, and by nothing else") {
  const catalog::Catalog catalog = roles().flow(registration());
  CHECK(try_plan(catalog, with_controller(), {}, "virtual-delivery agent").has_value());

  const auto mistyped = try_plan(catalog, with_controller(), {}, "vdaa");
  REQUIRE(!mistyped.has_value());
  CHECK(mistyped.error().front().what == "unknown role \"vdaa\"");
  CHECK(mistyped.error().front().hint == "did you mean \"vda\"?");

  const auto nonsense = try_plan(catalog, with_controller(), {}, "toaster-oven-9000");
  REQUIRE(!nonsense.has_value());
  CHECK(nonsense.error().front().hint == "hosts that can be checked: vda");
}

TEST_CASE("a role that is never a source says who connects to it") {
  const auto plan = try_plan(roles().flow(registration()), with_controller(), {}, "delivery-controller");
  REQUIRE(!plan.has_value());
  CHECK(plan.error().front().what == "no documented flow starts at Delivery Controller (delivery-controller)");
  CHECK(plan.error().front().hint == "run on a host that connects to it: vda");
}

TEST_CASE("a role without a profile that another host plays names that host") {
  const auto plan = try_plan(roles().flow(registration()), with_controller(), {}, "any-component");
  REQUIRE(!plan.has_value());
  CHECK(plan.error().front().hint == "check \"vda\", which plays it");
}

TEST_CASE("an optional part of the host brings its flows, as required only once it is switched on") {
  const auto catalog = roles().part("wem", "wem-agent").flow(registration()).flow(FlowBuilder("wem.wem-agent.sql-server.x"));
  auto site = site_with({{"delivery-controller", {"ddc01"}}, {"sql-server", {"sql"}}});
  auto plan = plan_of(catalog, site);
  REQUIRE(plan.flows.size() == 2);
  CHECK(plan.flows[1].weight == Weight::optional);
  CHECK(plan.flows[1].note == "optional here: features.wem=true makes it required");

  site.features[Feature("wem")] = true;
  plan = plan_of(catalog, site);
  CHECK(plan.flows[1].weight == Weight::required);
  CHECK(plan.flows[1].note.empty());

  site.features[Feature("wem")] = false;
  plan = plan_of(catalog, site);
  CHECK(plan.flows.size() == 1);
  REQUIRE(plan.skipped.size() == 1);
  CHECK(plan.skipped[0].reason == SkipReason::feature_off);
}

TEST_CASE("a role that the host plays anyway does not depend on a part that plays it too") {
  const auto catalog = roles().part("wem", "any-component").flow(FlowBuilder("x.any-component.delivery-controller.y"));
  auto site = with_controller();
  site.features[Feature("wem")] = false;
  CHECK(plan_of(catalog, site).flows[0].weight == Weight::required);
}

}  // namespace
}  // namespace flowvet
