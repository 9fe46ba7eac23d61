// Where the hosts of a destination come from, and what is said when there is none.
#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

#include <array>

namespace flowvet {
namespace {

using plan::SkipReason;
using namespace test;

struct HostRow {
  const char* what;
  site::Site site;
  Texts checks;
};

TEST_CASE("hosts come from the flow's override, the site, stand-ins or the paper, in that order") {
  const catalog::Catalog catalog = roles().flow(registration());
  auto overridden = site_with({{"delivery-controller", {"ddc01"}}, {"cloud-connector", {"cc01"}}});
  overridden.flows[registration_id()].endpoints = {"special"};
  const std::array rows{
      HostRow{"override", overridden, {"special tcp/80 http"}},
      HostRow{"site", site_with({{"delivery-controller", {"ddc01"}}, {"cloud-connector", {"cc01"}}}), {"ddc01 tcp/80 http"}},
      HostRow{"stand-in", site_with({{"cloud-connector", {"cc01", "cc02"}}}), {"cc01 tcp/80 http", "cc02 tcp/80 http"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto plan = plan_of(catalog, row.site);
    CHECK(checks_of(plan) == row.checks);
    CHECK((plan.flows[0].note == "hosts of Cloud Connector stand in for Delivery Controller") == (std::string(row.what) == "stand-in"));
  }
  CHECK(checks_of(plan_of(roles().flow(FlowBuilder("daas.vda.public-dns.lookup")), {})) == Texts{"9.9.9.9 tcp/80"});
}

TEST_CASE("hosts that the paper prints give way to the site's") {
  const auto catalog = roles().flow(FlowBuilder("daas.vda.public-dns.lookup"));
  CHECK(checks_of(plan_of(catalog, site_with({{"public-dns", {"1.1.1.1"}}}))) == Texts{"1.1.1.1 tcp/80"});
}

TEST_CASE("a destination without a host is left out by name, with the option that supplies one") {
  const auto catalog = roles().flow(registration()).flow(FlowBuilder("cvad.vda.license-server.x"));
  const auto plan = plan_of(catalog, site_with({{"license-server", {"lic"}}}));
  REQUIRE(plan.skipped.size() == 1);
  CHECK(plan.skipped[0].id == registration_id());
  CHECK(plan.skipped[0].reason == SkipReason::no_host);
  CHECK(plan.skipped[0].text == "no host given for Delivery Controller: --endpoint delivery-controller=HOST");
}

TEST_CASE("a flow to several roles is checked towards those that have hosts, and says which has none") {
  const catalog::Flow flow = FlowBuilder("cvad.vda.delivery-controller.x").to("delivery-controller license-server sql-server");
  const auto plan = plan_of(roles().flow(flow), site_with({{"delivery-controller", {"both"}}, {"license-server", {"both", "lic"}}}));
  REQUIRE(plan.flows[0].checks.size() == 3);
  CHECK(flow_probes(plan) == 2);
  CHECK(plan.flows[0].checks[0].to == RoleId("delivery-controller"));
  CHECK(plan.flows[0].checks[1].to == RoleId("license-server"));
  CHECK(plan.flows[0].checks[0].probe == plan.flows[0].checks[1].probe);
  CHECK(plan.flows[0].note == "not checked towards SQL Server: no host given, --endpoint sql-server=HOST");

  const auto none = try_plan(roles().flow(flow), {});
  REQUIRE(!none.has_value());
  CHECK(none.error().front().hint == "--endpoint delivery-controller=HOST, --endpoint license-server=HOST, --endpoint sql-server=HOST");
}

TEST_CASE("one host given twice for a role is checked once") {
  CHECK(checks_of(plan_of(roles().flow(registration()), site_with({{"delivery-controller", {"ddc01", "DDC01", "ddc01"}}}))) ==
        Texts{"ddc01 tcp/80 http"});
}

}  // namespace
}  // namespace flowvet
