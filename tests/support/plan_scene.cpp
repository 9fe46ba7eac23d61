// A handful of roles and handshakes, and plans over them.
#include "support/plan_scene.hpp"

#include <array>
#include <stdexcept>

namespace flowvet::test {
namespace {

using catalog::Transport;
using plan::Replies;
using namespace std::chrono_literals;

constexpr std::array services{
    plan::Service{"http", Transport::tcp, "HTTP request", Replies::always, 5000ms},
    plan::Service{"ica", Transport::tcp, "ICA banner", Replies::always, 8000ms},
    plan::Service{"kerberos", Transport::tcp, "AS-REQ", Replies::always, 2000ms},
    plan::Service{"kerberos", Transport::udp, "AS-REQ", Replies::always, 1000ms},
    plan::Service{"edt", Transport::udp, "UDT handshake", Replies::sometimes, 1500ms},
    plan::Service{"rpc", Transport::tcp, "RPC bind", Replies::always, 3000ms},
    plan::Service{"epm", Transport::tcp, "RPC endpoint mapper list", Replies::always, 4000ms},
    plan::Service{"ssh", Transport::tcp, "SSH version", Replies::always, 3000ms, plan::Care::once},
    plan::Service{"radius", Transport::udp, "Access-Request", Replies::sometimes, 0ms, plan::Care::noticed},
    plan::Service{"echo", Transport::icmp, "echo", Replies::always, 0ms},
};

}  // namespace

CatalogBuilder roles() {
  CatalogBuilder catalog;
  catalog.role("vda", "Virtual Delivery Agent")
      .role("delivery-controller", "Delivery Controller")
      .role("cloud-connector", "Cloud Connector", "delivery-controller")
      .role("license-server", "License Server")
      .role("sql-server", "SQL Server")
      .role("public-dns", "Public DNS", "", "9.9.9.9")
      .role("any-component", "Any Citrix component")
      .role("wem-agent", "WEM agent")
      .host("vda", "vda any-component");
  return catalog;
}

site::Site site_with(std::initializer_list<std::pair<const char*, Texts>> endpoints) {
  site::Site site;
  site.name = "test";
  for (const auto& [role, hosts] : endpoints) site.endpoints[RoleId(role)] = hosts;
  return site;
}

Result<plan::Plan> try_plan(const catalog::Catalog& catalog, const site::Site& site, const plan::PlanOptions& options,
                            std::string_view role) {
  return plan::make_plan(catalog, site, role, services, options);
}

plan::Plan plan_of(const catalog::Catalog& catalog, const site::Site& site, const plan::PlanOptions& options) {
  const auto plan = try_plan(catalog, site, options);
  if (!plan) throw std::runtime_error(to_text(plan.error().front()));
  return *plan;
}

Texts checks_of(const plan::Plan& plan, std::size_t flow) {
  Texts checks;
  for (const auto& check : plan.flows.at(flow).checks) {
    const auto& probe = plan.probes.at(check.probe);
    auto text = probe.host + " " + std::string(to_word(probe.transport)) + "/" + std::to_string(probe.port);
    checks.push_back(probe.service.empty() ? text : text + " " + probe.service);
  }
  return checks;
}

std::size_t flow_probes(const plan::Plan& plan) {
  return plan.probes.size() - plan.controls.size();
}

FlowId registration_id() {
  return FlowId("cvad.vda.delivery-controller.registration");
}

catalog::Flow registration() {
  return FlowBuilder(registration_id().text).tcp("80", "http");
}

site::Site with_controller() {
  return site_with({{"delivery-controller", {"ddc01"}}});
}

}  // namespace flowvet::test
