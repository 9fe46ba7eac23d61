// Which check gets which secret, and that a useless one is a mistake.
#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::plan;

namespace {

using catalog::Transport;

SharedSecret secret(const std::string& source) {
  return std::make_shared<const Secret>(source, "s3cret");
}

const FlowId login("x.vda.delivery-controller.login"), count("x.vda.delivery-controller.count");

/// One service that takes a secret and one that does not.
constexpr Service services[] = {{"radius", Transport::udp, "", Replies::sometimes, {}, Care::noticed, Answers::as_asked, true},
                                {"dns", Transport::udp, "", Replies::always, {}}};

catalog::Catalog catalog_with(const char* second_service) {
  return test::roles()
      .flow(test::FlowBuilder(login.text).udp("1812", "radius"))
      .flow(test::FlowBuilder(count.text).udp("1813", second_service));
}

Result<Plan> plan_for(const catalog::Catalog& catalog, const site::Site& site) {
  return make_plan(catalog, site, "vda", services, {});
}

}  // namespace

TEST_CASE("a role's secret goes to the checks that can use it and to no other") {
  auto site = test::with_controller();
  site.secrets[RoleId("delivery-controller")] = secret("file a");
  const auto plan = plan_for(catalog_with("dns"), site);
  REQUIRE(plan.has_value());
  REQUIRE(plan->probes.size() == 2);
  REQUIRE(plan->probes[0].secret);
  CHECK(plan->probes[0].secret->source() == "file a");
  CHECK_FALSE(plan->probes[1].secret);
}

TEST_CASE("a flow's own secret comes before its role's") {
  auto site = test::with_controller();
  site.secrets[RoleId("delivery-controller")] = secret("file a");
  site.flows[count].secret = secret("file b");
  const auto plan = plan_for(catalog_with("radius"), site);
  REQUIRE(plan.has_value());
  CHECK(plan->probes[0].secret->source() == "file a");
  CHECK(plan->probes[1].secret->source() == "file b");
}

TEST_CASE("without handshakes no check needs a secret") {
  auto site = test::with_controller();
  site.secrets[RoleId("delivery-controller")] = secret("file a");
  PlanOptions options;
  options.connect_only = true;
  const auto plan = make_plan(catalog_with("dns"), site, "vda", services, options);
  REQUIRE(plan.has_value());
  for (const auto& probe : plan->probes) CHECK_FALSE(probe.secret);
}

TEST_CASE("the same port with two secrets is asked twice, with one secret once") {
  auto catalog = catalog_with("radius");
  catalog.flows[1].ports = catalog.flows[0].ports;
  auto site = test::with_controller();
  site.flows[login].secret = secret("file a");
  site.flows[count].secret = secret("file b");
  CHECK(plan_for(catalog, site)->probes.size() == 2);
  site.flows[count].secret = secret("file a");
  CHECK(plan_for(catalog, site)->probes.size() == 1);
}

TEST_CASE("a secret that no check can use is a mistake of the site") {
  auto site = test::with_controller();
  site.secrets[RoleId("vda")] = secret("file a");
  const auto by_role = plan_for(catalog_with("dns"), site);
  REQUIRE_FALSE(by_role.has_value());
  CHECK(to_text(by_role.error().front()).find("no check of \"vda\" has a use for a secret") != std::string::npos);
  site.secrets.clear();
  site.flows[count].secret = secret("file a");
  const auto by_flow = plan_for(catalog_with("dns"), site);
  REQUIRE_FALSE(by_flow.has_value());
  CHECK(to_text(by_flow.error().front()).find(count.text) != std::string::npos);
}
