// A plan of one service asked for by hand, and the ports that the catalog gives it.
#include "flowvet/plan/probe_plan.hpp"

#include "flowvet/plan/usual_ports.hpp"
#include "flowvet/probe/run.hpp"
#include "support/plan_scene.hpp"

#include <doctest/doctest.h>

namespace flowvet {
namespace {

using catalog::Match;
using catalog::Transport;
using namespace test;
using namespace std::chrono_literals;

constexpr std::array services{
    plan::Service{"dns", Transport::tcp, "DNS query", plan::Replies::always, 5000ms},
    plan::Service{"dns", Transport::udp, "DNS query", plan::Replies::always, 0ms},
    plan::Service{"echo", Transport::icmp, "ICMP echo", plan::Replies::sometimes, 0ms},
    plan::Service{"http", Transport::tcp, "HTTP or HTTPS request", plan::Replies::always, 5000ms},
    plan::Service{"rpc", Transport::tcp, "RPC bind", plan::Replies::always, 5000ms},
    plan::Service{"ssh", Transport::tcp, "SSH version", plan::Replies::always, 10000ms},
    plan::Service{"stun", Transport::udp, "STUN binding", plan::Replies::always, 0ms},
};

catalog::Catalog documented() {
  return CatalogBuilder()
      .flow(FlowBuilder("a.vda.x.name").tcp("53", "dns").also(Transport::udp, "dns"))
      .flow(FlowBuilder("a.vda.x.one").tcp("8080", "http"))
      .flow(FlowBuilder("a.vda.x.two").tcp("80 443", "http").any())
      .flow(FlowBuilder("a.vda.x.three").tcp("80 443", "http").any())
      .flow(FlowBuilder("a.vda.x.dynamic").tcp("49152-65535", "rpc"))
      .flow(FlowBuilder("a.vda.x.shell").tcp("22", "ssh"));
}

Result<plan::Plan> try_probe(std::string service, std::string target, const plan::PlanOptions& options = {}) {
  plan::ByHand wanted;
  wanted.service = std::move(service);
  wanted.target = std::move(target);
  return plan::make_probe_plan(documented(), services, wanted, options);
}

Texts checks(std::string service, std::string target, const plan::PlanOptions& options = {}) {
  const auto plan = try_probe(std::move(service), std::move(target), options);
  return plan ? checks_of(*plan) : Texts{to_text(plan.error().front())};
}

TEST_CASE("a service by hand is one flow whose checks are those of its transports") {
  CHECK(checks("ssh", "jump") == Texts{"jump tcp/22 ssh"});
  CHECK(checks("ssh", "jump:2222") == Texts{"jump tcp/2222 ssh"});
  CHECK(checks("dns", "[::1]:5353") == Texts{"::1 tcp/5353 dns", "::1 udp/5353 dns"});
  CHECK(checks("dns/udp", "::1") == Texts{"::1 udp/53 dns"});
  CHECK(checks("dns/tcp", "ns1") == Texts{"ns1 tcp/53 dns"});
  CHECK(checks("echo", "gw") == Texts{"gw icmp/0 echo"});
}

TEST_CASE("a transport by itself asks nothing, but for an echo") {
  CHECK(checks("tcp", "gw:1") == Texts{"gw tcp/1"});
  CHECK(checks("udp", "gw:1") == Texts{"gw udp/1"});
  CHECK(checks("icmp", "gw") == Texts{"gw icmp/0 echo"});
}

TEST_CASE("documented alternatives are alternatives by hand too; a port that is typed stands alone") {
  CHECK(checks("http", "web") == Texts{"web tcp/80 http", "web tcp/443 http"});
  CHECK(try_probe("http", "web")->flows[0].match == Match::any);
  CHECK(try_probe("http", "web:8080")->flows[0].match == Match::all);
}

TEST_CASE("the flow says that nobody documents it, and is required") {
  const auto plan = *try_probe("dns", "ns1");
  CHECK(plan.role == RoleId("by-hand"));
  REQUIRE(plan.flows.size() == 1);
  CHECK(plan.flows[0].id == FlowId("by-hand.dns"));
  CHECK(plan.flows[0].purpose.en == "Asked for by hand: DNS query");
  CHECK(plan.flows[0].weight == plan::Weight::required);
  CHECK(plan.flows[0].sources.empty());
  CHECK(try_probe("dns/udp", "ns1")->flows[0].id == FlowId("by-hand.dns"));
  CHECK(try_probe("tcp", "ns1:53")->flows[0].id == FlowId("by-hand.tcp"));
  CHECK(try_probe("icmp", "ns1")->flows[0].id == FlowId("by-hand.echo"));
}

TEST_CASE("probes carry what the service's table says and what was asked for") {
  plan::ByHand wanted;
  wanted.service = "ssh";
  wanted.target = "10.1.2.3";
  wanted.server_name = "jump.corp.example";
  wanted.record = true;
  plan::PlanOptions options;
  options.timeout = 250ms;
  options.attempts = 7;
  options.expect = site::Expect::closed;
  const auto plan = *plan::make_probe_plan(documented(), services, wanted, options);
  REQUIRE(plan.probes.size() == 1);
  CHECK(plan.probes[0].host == "10.1.2.3");
  CHECK(plan.probes[0].server_name == "jump.corp.example");
  CHECK(plan.probes[0].record);
  CHECK(plan.probes[0].replies == plan::Replies::always);
  CHECK(plan.probes[0].patience == 10000ms);
  CHECK(plan.probes[0].timeout == 250ms);
  CHECK(plan.probes[0].attempts == 7);
  CHECK(plan.flows[0].checks[0].expect == site::Expect::closed);
}

TEST_CASE("connections only are made where that is wanted, on the service's ports") {
  plan::PlanOptions options;
  options.connect_only = true;
  CHECK(checks("ssh", "jump", options) == Texts{"jump tcp/22"});
  CHECK(checks("dns", "ns1", options) == Texts{"ns1 tcp/53", "ns1 udp/53"});
  CHECK(checks("echo", "gw", options) == Texts{"gw icmp/0 echo"});
}

TEST_CASE("words that nobody knows get the nearest one") {
  CHECK(checks("shs", "a") == Texts{"SERVICE: unknown service \"shs\" (did you mean \"ssh\"?)"});
  CHECK(checks("dns/icmp", "a") == Texts{"SERVICE: unknown service \"dns/icmp\" (did you mean \"dns/tcp\"?)"});
  CHECK(checks("rpc/icmp", "a") == Texts{"SERVICE: unknown service \"rpc/icmp\" (did you mean \"rpc/tcp\"?)"});
  CHECK(checks("ssh/udp", "a") == Texts{"SERVICE: unknown service \"ssh/udp\" (did you mean \"ssh/tcp\"?)"});
  CHECK(checks("something else", "a") == Texts{"SERVICE: unknown service \"something else\" (see `flowvet probe --list`)"});
}

TEST_CASE("a port is asked for where none can be meant, in the form that the host needs") {
  CHECK(checks("stun", "a") == Texts{"HOST: no port is documented for \"stun\" (write a:PORT)"});
  CHECK(checks("rpc", "::1") == Texts{"HOST: no single port is documented for \"rpc\", but 49152-65535 (write [::1]:PORT)"});
  CHECK(checks("tcp", "a") == Texts{"HOST: the port is missing (write a:PORT)"});
  CHECK(checks("udp", "a") == Texts{"HOST: the port is missing (write a:PORT)"});
  CHECK(checks("echo", "a:7") == Texts{"HOST: an ICMP echo has no port (write a)"});
}

TEST_CASE("every problem of one command line is told") {
  plan::ByHand wanted;
  wanted.service = "shs";
  wanted.target = "a:0";
  wanted.server_name = "*";
  const auto plan = plan::make_probe_plan(documented(), services, wanted, {});
  REQUIRE(!plan.has_value());
  const auto problems = plan.error();
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].where == "SERVICE");
  CHECK(problems[1].where == "HOST");
  CHECK(problems[2].where == "--server-name");
}

TEST_CASE("every service of this build can be asked for by hand, with and without its transport") {
  for (const auto& service : probe::services()) {
    CAPTURE(service.name);
    const bool has_port = service.transport != Transport::icmp;
    const std::string name{service.name};
    for (const auto& word : {name, name + "/" + std::string{to_word(service.transport)}})
      CHECK(plan::make_probe_plan({}, probe::services(), {word, has_port ? "host:1" : "host", {}, false}, {}).has_value());
  }
}

TEST_CASE("the usual ports are those that most flows give; of equally many, the first") {
  const auto dns = plan::usual_ports(documented(), "dns", Transport::udp);
  CHECK(dns.ports == std::vector<PortRange>{{53, 53}});
  CHECK(dns.flows == 1);
  const auto http = plan::usual_ports(documented(), "http", Transport::tcp);
  CHECK(http.ports == std::vector<PortRange>{{80, 80}, {443, 443}});
  CHECK(http.match == Match::any);
  CHECK(http.flows == 3);
  const catalog::Catalog tied = CatalogBuilder().flow(FlowBuilder("a.b.c.d").tcp("2", "ssh")).flow(FlowBuilder("a.b.c.e").tcp("1", "ssh"));
  CHECK(plan::usual_ports(tied, "ssh", Transport::tcp).ports == std::vector<PortRange>{{2, 2}});
}

TEST_CASE("a flow without ports counts as a user of the service and gives it none") {
  const catalog::Catalog catalog = CatalogBuilder()
                                       .flow(FlowBuilder("a.b.c.d").tcp("", "ssh"))
                                       .flow(FlowBuilder("a.b.c.e").tcp("", "ssh"))
                                       .flow(FlowBuilder("a.b.c.f").tcp("22", "ssh"));
  CHECK(plan::usual_ports(catalog, "ssh", Transport::tcp).flows == 3);
  CHECK(plan::usual_ports(catalog, "ssh", Transport::tcp).ports == std::vector<PortRange>{{22, 22}});
  CHECK(plan::usual_ports(catalog, "ssh", Transport::udp).flows == 0);
  CHECK(plan::usual_ports(catalog, "ssh", Transport::udp).ports.empty());
}

}  // namespace
}  // namespace flowvet
