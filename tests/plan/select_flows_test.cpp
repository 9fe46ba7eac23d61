// How a flow counts in this site: features, needs, expectations, and the reasons for leaving it out.
#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

#include <array>

namespace flowvet {
namespace {

using catalog::Need;
using catalog::Transport;
using plan::SkipReason;
using plan::Weight;
using site::Expect;
using namespace test;

struct FeatureRow {
  const char* what;
  std::map<Feature, bool> features;
  std::optional<Need> need;
  std::optional<Weight> weight;  ///< nullopt: skipped
  std::string note;
};

TEST_CASE("features decide whether a conditional flow is required, optional or left out") {
  const catalog::Catalog catalog = roles()
                                       .flow(FlowBuilder("cvad.vda.delivery-controller.x").when("edt rendezvous"))
                                       .flow(FlowBuilder("cvad.vda.delivery-controller.y"));
  const Feature edt("edt"), rendezvous("rendezvous");
  const std::string both = "optional here: features.edt=true and features.rendezvous=true make it required";
  const std::string one = "optional here: features.rendezvous=true makes it required";
  const std::array rows{
      FeatureRow{"all on", {{edt, true}, {rendezvous, true}}, {}, Weight::required, ""},
      FeatureRow{"one not stated", {{edt, true}}, {}, Weight::optional, one},
      FeatureRow{"none stated", {}, {}, Weight::optional, both},
      FeatureRow{"one off", {{edt, true}, {rendezvous, false}}, {}, std::nullopt, ""},
      FeatureRow{"one off, other not stated", {{rendezvous, false}}, {}, std::nullopt, ""},
      FeatureRow{"said to be required", {{edt, false}}, Need::required, Weight::required, ""},
      FeatureRow{"said to be optional", {{edt, true}, {rendezvous, true}}, Need::optional, Weight::optional, ""},
      FeatureRow{"said to be conditional", {{edt, true}, {rendezvous, true}}, Need::conditional, Weight::required, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    auto site = with_controller();
    site.features = row.features;
    site.flows[FlowId("cvad.vda.delivery-controller.x")].need = row.need;
    const auto plan = plan_of(catalog, site);
    REQUIRE(plan.flows.size() + plan.skipped.size() == 2);
    if (!row.weight) {
      REQUIRE(plan.skipped.size() == 1);
      CHECK(plan.skipped[0].reason == SkipReason::feature_off);
      CHECK(plan.skipped[0].text ==
            "not needed while the site says that this is off: rendezvous; to check it all the same: --feature rendezvous");
    } else {
      REQUIRE(plan.flows.size() == 2);
      CHECK(plan.flows[0].weight == *row.weight);
      CHECK(plan.flows[0].note == row.note);
    }
  }
}

TEST_CASE("an optional flow stays optional whatever is switched on") {
  const auto plan = plan_of(roles().flow(FlowBuilder("cvad.vda.delivery-controller.x").optional()), with_controller());
  CHECK(plan.flows[0].weight == Weight::optional);
  CHECK(plan.flows[0].note.empty());
}

TEST_CASE("the site can leave a flow out, which comes before any other reason") {
  const auto catalog = roles().flow(registration()).flow(FlowBuilder("cvad.vda.delivery-controller.x").when("edt").skip("broadcast"));
  auto site = with_controller();
  site.features[Feature("edt")] = false;
  site.flows[FlowId("cvad.vda.delivery-controller.x")].skip = "not in this building";
  const auto plan = plan_of(catalog, site);
  REQUIRE(plan.skipped.size() == 1);
  CHECK(plan.skipped[0].reason == SkipReason::overridden);
  CHECK(plan.skipped[0].text == "left out by the site: not in this building");
}

TEST_CASE("a flow that cannot be checked from outside is left out in the catalog's words") {
  for (const auto* word : {"random-port", "no-port", "broadcast", "dhcp-option", "heartbeat"}) {
    CAPTURE(word);
    const auto catalog = roles().flow(registration()).flow(FlowBuilder("cvad.vda.delivery-controller.x").skip(word, "Because of this."));
    const auto plan = plan_of(catalog, with_controller());
    REQUIRE(plan.skipped.size() == 1);
    CHECK(to_word(plan.skipped[0].reason) == word);
    CHECK(plan.skipped[0].text.starts_with("Because of this"));
  }
  CHECK_THROWS_AS(plan_of(roles().flow(FlowBuilder("cvad.vda.delivery-controller.x").skip("nonsense")), with_controller()),
                  std::logic_error);
}

TEST_CASE("what listens on loopback only must be closed to everybody else, which is worth a warning until the site demands it") {
  const auto id = FlowId("cvad.vda.delivery-controller.x");
  const auto catalog =
      roles().flow(registration()).flow(FlowBuilder(id.text).tcp("9001", "http").when("redirection").skip("loopback-only", "Loopback."));
  auto site = with_controller();
  site.features[Feature("redirection")] = false;
  auto plan = plan_of(catalog, site);
  REQUIRE(plan.flows.size() == 2);
  CHECK(plan.flows[1].loopback_only);
  CHECK(plan.flows[1].weight == Weight::optional);
  CHECK(plan.flows[1].checks[0].expect == site::Expect::closed);

  site.flows[id].expect = site::Expect::closed;
  CHECK(plan_of(catalog, site).flows[1].weight == Weight::required);

  site.flows[id].expect = site::Expect::serve;
  site.features.clear();
  plan = plan_of(catalog, site);
  REQUIRE(plan.skipped.size() == 1);
  CHECK(plan.skipped[0].reason == SkipReason::loopback_only);
}

TEST_CASE("a port that the site names lifts the reasons that only said it was unknown") {
  const auto catalog = roles().flow(FlowBuilder("cvad.vda.delivery-controller.x").tcp("").skip("no-port")).flow(registration());
  auto site = with_controller();
  CHECK(plan_of(catalog, site).skipped[0].text ==
        "no port is documented; if the port is known here, name it in the site file under \"ports\": \"cvad.vda.delivery-controller.x\"");
  site.flows[FlowId("cvad.vda.delivery-controller.x")].ports[Transport::tcp] = {{950, 950}};
  CHECK(checks_of(plan_of(catalog, site)) == Texts{"ddc01 tcp/950"});

  const auto heartbeat = roles().flow(FlowBuilder("cvad.vda.delivery-controller.x").skip("heartbeat")).flow(registration());
  CHECK(plan_of(heartbeat, site).skipped.size() == 1);
}

TEST_CASE("a flow without a documented port is never checked on port 0") {
  const auto plan = plan_of(roles().flow(registration()).flow(FlowBuilder("cvad.vda.delivery-controller.x").tcp("")), with_controller());
  REQUIRE(plan.skipped.size() == 1);
  CHECK(plan.skipped[0].reason == SkipReason::no_port);
}

struct ExpectRow {
  const char* what;
  bool on_demand;
  Expect run;
  std::optional<Expect> flow;
  Expect expected;
};

TEST_CASE("the expectation is the flow's own, else the run's, and nobody serves on demand") {
  const std::array rows{
      ExpectRow{"default", false, Expect::serve, {}, Expect::serve},
      ExpectRow{"run", false, Expect::path, {}, Expect::path},
      ExpectRow{"flow over run", false, Expect::path, Expect::serve, Expect::serve},
      ExpectRow{"closed flow", false, Expect::serve, Expect::closed, Expect::closed},
      ExpectRow{"on demand", true, Expect::serve, {}, Expect::path},
      ExpectRow{"on demand, asked to serve", true, Expect::serve, Expect::serve, Expect::path},
      ExpectRow{"on demand, closed run", true, Expect::closed, {}, Expect::closed},
      ExpectRow{"on demand, closed flow", true, Expect::serve, Expect::closed, Expect::closed},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    FlowBuilder flow("cvad.vda.delivery-controller.x");
    if (row.on_demand) flow.on_demand();
    auto site = with_controller();
    site.flows[FlowId("cvad.vda.delivery-controller.x")].expect = row.flow;
    plan::PlanOptions options;
    options.expect = row.run;
    CHECK(plan_of(roles().flow(flow), site, options).flows[0].checks[0].expect == row.expected);
  }
}

TEST_CASE("what must be closed is checked and required whether or not anything needs it") {
  auto site = with_controller();
  site.features[Feature("edt")] = false;
  site.flows[FlowId("cvad.vda.delivery-controller.x")].expect = Expect::closed;
  const auto conditional = plan_of(roles().flow(FlowBuilder("cvad.vda.delivery-controller.x").when("edt")), site);
  REQUIRE(conditional.flows.size() == 1);
  CHECK(conditional.flows[0].weight == Weight::required);
  CHECK(plan_of(roles().flow(FlowBuilder("cvad.vda.delivery-controller.x").optional()), site).flows[0].weight == Weight::required);

  site.flows[FlowId("cvad.vda.delivery-controller.x")].need = Need::optional;
  CHECK(plan_of(roles().flow(FlowBuilder("cvad.vda.delivery-controller.x")), site).flows[0].weight == Weight::optional);
}

}  // namespace
}  // namespace flowvet
