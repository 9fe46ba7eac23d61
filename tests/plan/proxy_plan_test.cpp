// Flows that the site sends through a proxy are planned both ways.
#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

namespace flowvet {
namespace {

using catalog::Transport;
using namespace test;

const RoleId controller("delivery-controller");
const Proxy proxy{"proxy01", 3128}, other{"proxy02", 8080};

/// checks_of() with the proxy of each check.
Texts ways_of(const plan::Plan& plan, std::size_t flow = 0) {
  auto texts = checks_of(plan, flow);
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (const auto& via = plan.probes.at(plan.flows.at(flow).checks.at(i).probe).proxy) texts[i] += " through " + to_text(*via);
  return texts;
}

site::Site proxied() {
  auto site = with_controller();
  site.proxies.of_role[controller] = proxy;
  return site;
}

TEST_CASE("a flow to a role with a proxy is checked straight and through it") {
  const auto plan = plan_of(roles().flow(registration()), proxied());
  CHECK(ways_of(plan) == Texts{"ddc01 tcp/80 http", "ddc01 tcp/80 http through proxy01:3128"});
  CHECK(plan.flows[0].note.empty());
  CHECK(plan.probes[1].replies == plan.probes[0].replies);
  CHECK(plan.flows[0].checks[1].to == controller);
}

TEST_CASE("what the site says of a flow counts more than what it says of the role, also that there is no proxy") {
  auto site = proxied();
  site.proxies.of_flow[registration_id()] = other;
  CHECK(ways_of(plan_of(roles().flow(registration()), site)) == Texts{"ddc01 tcp/80 http", "ddc01 tcp/80 http through proxy02:8080"});
  site.proxies.of_flow[registration_id()] = std::nullopt;
  CHECK(ways_of(plan_of(roles().flow(registration()), site)) == Texts{"ddc01 tcp/80 http"});
}

TEST_CASE("every host and port of the role goes through the proxy, other roles of the flow do not") {
  const auto flow = FlowBuilder("cvad.vda.delivery-controller.x").to("delivery-controller license-server").tcp("80 443");
  auto site = site_with({{"delivery-controller", {"a", "b"}}, {"license-server", {"c"}}});
  site.proxies.of_role[controller] = proxy;
  CHECK(ways_of(plan_of(roles().flow(flow), site)) ==
        Texts{"a tcp/80", "a tcp/443", "a tcp/80 through proxy01:3128", "a tcp/443 through proxy01:3128", "b tcp/80", "b tcp/443",
              "b tcp/80 through proxy01:3128", "b tcp/443 through proxy01:3128", "c tcp/80", "c tcp/443"});
}

TEST_CASE("what is no TCP is checked straight, and the note says so once") {
  const auto flow = FlowBuilder("cvad.vda.delivery-controller.x").tcp("88", "kerberos").also(Transport::udp, "kerberos");
  const auto plan = plan_of(roles().flow(flow), proxied());
  CHECK(ways_of(plan) == Texts{"ddc01 tcp/88 kerberos", "ddc01 tcp/88 kerberos through proxy01:3128", "ddc01 udp/88 kerberos"});
  CHECK(plan.flows[0].note == "what goes over udp is checked directly only: an HTTP proxy carries TCP alone");

  const auto ping = plan_of(roles().flow(FlowBuilder("cvad.vda.delivery-controller.ping").icmp()), proxied());
  CHECK(ways_of(ping) == Texts{"ddc01 icmp/0 echo"});
  CHECK(ping.flows[0].note.find("icmp") != std::string::npos);
}

TEST_CASE("flows share a probe only when they go the same way") {
  const auto catalog = roles()
                           .flow(FlowBuilder("cvad.vda.delivery-controller.a").tcp("80", "http"))
                           .flow(FlowBuilder("cvad.vda.delivery-controller.b").tcp("80", "http"))
                           .flow(FlowBuilder("cvad.vda.delivery-controller.c").tcp("80", "http"));
  auto site = proxied();
  site.proxies.of_flow[FlowId("cvad.vda.delivery-controller.b")] = Proxy{"PROXY01.", 3128};
  site.proxies.of_flow[FlowId("cvad.vda.delivery-controller.c")] = other;
  const auto plan = plan_of(catalog, site);
  CHECK(plan.probes.size() - plan.controls.size() == 3);
  for (const auto control : plan.controls) CHECK_FALSE(plan.probes.at(control).proxy);
}

TEST_CASE("a flow that must be closed must be closed through the proxy too") {
  auto site = proxied();
  site.flows[registration_id()].expect = site::Expect::closed;
  CHECK(ways_of(plan_of(roles().flow(registration()), site)).size() == 2);
}

}  // namespace
}  // namespace flowvet
