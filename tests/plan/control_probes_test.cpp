// Connections to ports on which nothing can listen: which ports, for which hosts, how patient.
#include "plan/control_probes.hpp"

#include "flowvet/catalog/load.hpp"
#include "flowvet/probe/run.hpp"
#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace flowvet {
namespace {

using catalog::Transport;
using namespace test;
using namespace std::chrono_literals;

constexpr std::array handed_out_by_systems{PortRange{512, 1023}, PortRange{1024, 5000}, PortRange{30000, 32767}, PortRange{32768, 60999},
                                           PortRange{49152, 65535}};

std::vector<std::uint16_t> all_control_ports() {
  std::vector<std::uint16_t> ports(plan::low_control_ports.begin(), plan::low_control_ports.end());
  ports.insert(ports.end(), plan::high_control_ports.begin(), plan::high_control_ports.end());
  return ports;
}

/// "host port" of each control, in order.
Texts controls_of(const plan::Plan& plan) {
  Texts controls;
  for (const auto index : plan.controls) controls.push_back(plan.probes.at(index).host + " " + std::to_string(plan.probes.at(index).port));
  return controls;
}

TEST_CASE("no flow of the shipped catalog uses a control port, whatever its transport") {
  const auto shipped = catalog::load_catalog(catalog::embedded_profiles(), probe::service_names());
  REQUIRE(shipped.has_value());
  for (const auto port : all_control_ports())
    for (const auto& flow : shipped->flows) {
      CAPTURE(port);
      CAPTURE(flow.id.text);
      CHECK(std::ranges::none_of(flow.ports, [port](const PortRange& range) { return range.contains(port); }));
    }
}

TEST_CASE("no system hands out a control port, and each stands once in the tables") {
  const auto ports = all_control_ports();
  CHECK(std::set(ports.begin(), ports.end()).size() == ports.size());
  for (const auto port : ports)
    for (const auto& range : handed_out_by_systems) {
      CAPTURE(port);
      CHECK_FALSE(range.contains(port));
    }
}

TEST_CASE("each host with a TCP check gets one control of each kind, which no flow has") {
  const auto catalog = roles()
                           .flow(FlowBuilder("cvad.vda.delivery-controller.a").tcp("80 443", "http"))
                           .flow(FlowBuilder("cvad.vda.license-server.b").tcp("88", "kerberos").also(Transport::udp, "kerberos"));
  const auto plan = plan_of(catalog, site_with({{"delivery-controller", {"DDC01.corp", "ddc02"}}, {"license-server", {"ddc01.CORP."}}}));
  CHECK(controls_of(plan) == Texts{"DDC01.corp 4", "DDC01.corp 13057", "ddc02 4", "ddc02 13057"});
  for (const auto index : plan.controls) {
    CHECK(plan.probes[index].transport == Transport::tcp);
    CHECK(plan.probes[index].service.empty());
    for (const auto& flow : plan.flows)
      CHECK(std::ranges::none_of(flow.checks, [index](const plan::Check& check) { return check.probe == index; }));
  }
}

TEST_CASE("a host without a TCP check gets no control") {
  const auto catalog =
      roles().flow(FlowBuilder("cvad.vda.delivery-controller.a").udp("514")).flow(FlowBuilder("cvad.vda.delivery-controller.b").icmp());
  CHECK(plan_of(catalog, with_controller()).controls.empty());
}

TEST_CASE("controls can be left out") {
  plan::PlanOptions options;
  options.controls = false;
  const auto plan = plan_of(roles().flow(registration()), with_controller(), options);
  CHECK(plan.controls.empty());
  CHECK(plan.probes.size() == 1);
}

TEST_CASE("a port that the site moves a flow to is no control, also when that flow is not checked") {
  auto site = with_controller();
  site.flows[registration_id()].ports[Transport::tcp] = {{4, 6}, {17891, 17891}};
  CHECK(controls_of(plan_of(roles().flow(registration()), site)) == Texts{"ddc01 8", "ddc01 13057"});

  const auto catalog = roles().flow(registration()).flow(FlowBuilder("cvad.vda.delivery-controller.other").tcp("443"));
  plan::PlanOptions options;
  options.only_flows = {"cvad.vda.delivery-controller.other"};
  site.flows[registration_id()].ports[Transport::tcp] = {{13000, 13100}};
  CHECK(controls_of(plan_of(catalog, site, options)) == Texts{"ddc01 4", "ddc01 17891"});
}

TEST_CASE("a catalog of the user's own that uses every port of a kind leaves the other kind") {
  const catalog::Catalog catalog = roles().flow(FlowBuilder("cvad.vda.delivery-controller.a").tcp("1-1023"));
  CHECK(controls_of(plan_of(catalog, with_controller())) == Texts{"ddc01 13057"});
  const catalog::Catalog every_port = roles().flow(FlowBuilder("cvad.vda.delivery-controller.a").tcp("1-65535"));
  CHECK(plan_of(every_port, with_controller()).controls.empty());
}

TEST_CASE("a control is as patient as its host's most patient check and is tried half as often, at least once") {
  struct Row {
    int attempts;
    int of_a_control;
  };
  for (const auto& row : {Row{1, 1}, Row{2, 1}, Row{3, 2}, Row{6, 3}}) {
    CAPTURE(row.attempts);
    auto site = with_controller();
    site.flows[FlowId("cvad.vda.delivery-controller.slow")].timeout = 2500ms;
    site.flows[FlowId("cvad.vda.delivery-controller.slow")].attempts = 1;
    plan::PlanOptions options;
    options.attempts = row.attempts;
    const auto plan =
        plan_of(roles().flow(registration()).flow(FlowBuilder("cvad.vda.delivery-controller.slow").tcp("443")), site, options);
    REQUIRE(plan.controls.size() == 2);
    for (const auto index : plan.controls) {
      CHECK(plan.probes[index].timeout == 2500ms);
      CHECK(plan.probes[index].attempts == row.of_a_control);
    }
  }
}

}  // namespace
}  // namespace flowvet
