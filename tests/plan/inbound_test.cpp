// Which ports of a role a responder opens, and where it may call back.
#include "flowvet/plan/inbound.hpp"

#include "flowvet/catalog/load.hpp"
#include "flowvet/probe/run.hpp"
#include "support/catalog_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace flowvet;
using namespace flowvet::test;
using catalog::Transport;

namespace {

CatalogBuilder roles() {
  return CatalogBuilder()
      .role("vda", "VDA")
      .role("ddc", "Controller", "sta")
      .role("sta")
      .role("sql")
      .host("vda", "vda agent")
      .part("wem", "wem")
      .role("agent")
      .role("wem");
}

/// "tcp/80 flow flow" of each entry.
std::vector<std::string> shown(const std::vector<plan::InboundPorts>& list) {
  std::vector<std::string> lines;
  for (const auto& entry : list) {
    std::string line = std::string(to_word(entry.transport)) + "/" + to_text(entry.ports);
    for (const auto& flow : entry.flows) line += " " + flow.text;
    lines.push_back(std::move(line));
  }
  return lines;
}

plan::Inbound inbound_of(const catalog::Catalog& catalog, const std::vector<std::string>& names, const plan::InboundOptions& options = {}) {
  return plan::find_inbound(catalog, names, options).value();
}

std::string problem_of(const catalog::Catalog& catalog, const std::vector<std::string>& names, const plan::InboundOptions& options = {}) {
  const auto result = plan::find_inbound(catalog, names, options);
  return result ? "" : to_text(result.error().front());
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a responder opens what arrives at its role and at all that such a host plays") {
  const catalog::Catalog catalog = roles()
                                       .flow(FlowBuilder("s.x.vda.ica").tcp("1494").also(Transport::udp))
                                       .flow(FlowBuilder("s.x.agent.a").tcp("8000"))
                                       .flow(FlowBuilder("s.x.wem.w").tcp("49752"))
                                       .flow(FlowBuilder("s.vda.ddc.registration").tcp("80"))
                                       .flow(FlowBuilder("s.x.sta.ticket").tcp("443"));
  CHECK(shown(inbound_of(catalog, {"VDA"}).ports) ==
        Lines{"tcp/1494 s.x.vda.ica", "tcp/8000 s.x.agent.a", "tcp/49752 s.x.wem.w", "udp/1494 s.x.vda.ica"});
  CHECK(shown(inbound_of(catalog, {"ddc"}).ports) == Lines{"tcp/80 s.vda.ddc.registration", "tcp/443 s.x.sta.ticket"});
}

TEST_CASE("a responder calls back where its role's own flows go, and to ports that the user names") {
  const catalog::Catalog catalog = roles()
                                       .flow(FlowBuilder("s.x.vda.ica").tcp("1494"))
                                       .flow(FlowBuilder("s.vda.ddc.registration").tcp("80 443"))
                                       .flow(FlowBuilder("s.ddc.sql.sql").tcp("1433"));
  CHECK(shown(inbound_of(catalog, {"vda"}).callable) == Lines{"tcp/80 s.vda.ddc.registration", "tcp/443 s.vda.ddc.registration"});
  CHECK(shown(inbound_of(catalog, {"vda"}, {{}, {"udp/9"}}).callable) ==
        Lines{"tcp/80 s.vda.ddc.registration", "tcp/443 s.vda.ddc.registration", "udp/9"});
}

TEST_CASE("a flow documented in both directions arrives at both ends") {
  catalog::Flow both = FlowBuilder("s.vda.ddc.registration").tcp("80");
  both.direction = catalog::Direction::both;
  const catalog::Catalog catalog = roles().flow(both);
  for (const char* role : {"vda", "ddc"}) {
    CHECK(shown(inbound_of(catalog, {role}).ports) == Lines{"tcp/80 s.vda.ddc.registration"});
    CHECK(shown(inbound_of(catalog, {role}).callable) == Lines{"tcp/80 s.vda.ddc.registration"});
  }
}

TEST_CASE("overlapping ranges are cut so that each port has one entry with all its flows") {
  const catalog::Catalog catalog = roles()
                                       .flow(FlowBuilder("s.x.vda.wide").udp("100-200"))
                                       .flow(FlowBuilder("s.x.vda.inner").udp("150-160"))
                                       .flow(FlowBuilder("s.x.vda.last").udp("200 65535"));
  CHECK(shown(inbound_of(catalog, {"vda"}).ports) == Lines{"udp/100-149 s.x.vda.wide", "udp/150-160 s.x.vda.wide s.x.vda.inner",
                                                           "udp/161-199 s.x.vda.wide", "udp/200 s.x.vda.wide s.x.vda.last",
                                                           "udp/65535 s.x.vda.last"});
}

TEST_CASE("a host of several roles opens the ports of all, each port once") {
  const catalog::Catalog catalog =
      roles().flow(FlowBuilder("s.x.sql.web").tcp("80")).flow(FlowBuilder("s.vda.ddc.registration").tcp("80"));
  const auto inbound = inbound_of(catalog, {"sql", "ddc", "sql"});
  CHECK(shown(inbound.ports) == Lines{"tcp/80 s.x.sql.web s.vda.ddc.registration"});
  CHECK(inbound.role_names == "sql and Controller");
}

TEST_CASE("flows that nobody outside can reach are left out with the reason, heartbeats are not") {
  const catalog::Catalog catalog = roles()
                                       .flow(FlowBuilder("s.x.vda.local").tcp("9001").skip("loopback-only"))
                                       .flow(FlowBuilder("s.x.vda.wake").udp("9").skip("broadcast"))
                                       .flow(FlowBuilder("s.x.vda.dynamic").udp("49152-65535").skip("random-port"))
                                       .flow(FlowBuilder("s.x.vda.beat").udp("3003").skip("heartbeat"))
                                       .flow(FlowBuilder("s.x.vda.ping").icmp());
  const auto inbound = inbound_of(catalog, {"vda"});
  CHECK(shown(inbound.ports) == Lines{"udp/3003 s.x.vda.beat"});
  Lines left_out;
  for (const auto& flow : inbound.left_out) left_out.push_back(flow.id.text + " " + std::string(to_word(flow.reason)));
  CHECK(left_out == Lines{"s.x.vda.local loopback-only", "s.x.vda.wake broadcast", "s.x.vda.dynamic random-port"});
}

TEST_CASE("the user adds ports and narrows to flows") {
  const catalog::Catalog catalog = roles().flow(FlowBuilder("s.x.vda.ica").tcp("1494")).flow(FlowBuilder("s.x.vda.cgp").tcp("2598"));
  CHECK(shown(inbound_of(catalog, {"vda"}, {{"s.x.vda.cgp"}, {"tcp/8080", "tcp/2598"}}).ports) ==
        Lines{"tcp/2598 s.x.vda.cgp", "tcp/8080"});
}

TEST_CASE("what is no role, flow or port of a responder is named with the nearest known word") {
  const catalog::Catalog catalog = roles().flow(FlowBuilder("s.x.vda.ica").tcp("1494"));
  CHECK(problem_of(catalog, {"vdaa"}) == "unknown role \"vdaa\" (did you mean \"vda\"?)");
  CHECK(problem_of(catalog, {"vda"}, {{"s.x.vda.icb"}, {}}) ==
        "--only: no flow to VDA is or begins with \"s.x.vda.icb\" (did you mean \"s.x.vda.ica\"?)");
  CHECK(problem_of(catalog, {"vda"}, {{}, {"8080"}}) == "--port: \"8080\" is no port (for example tcp/8080 or udp/16500-16509)");
  CHECK(problem_of(catalog, {"vda"}, {{}, {"icmp/8"}}) == "--port: \"icmp/8\" is no port (for example tcp/8080 or udp/16500-16509)");
  CHECK(problem_of(catalog, {"sql"}) ==
        "no documented port of sql takes connections or datagrams (open one with --port, for example --port tcp/8080)");
  CHECK(shown(inbound_of(catalog, {"sql"}, {{}, {"tcp/8080"}}).ports) == Lines{"tcp/8080"});
}

TEST_CASE("every role of the shipped catalog to which a probed flow goes can be listened for, on all the flow's ports") {
  const auto catalog = catalog::load_catalog(catalog::embedded_profiles(), probe::service_names()).value();
  for (const auto& flow : catalog.flows) {
    if (!flow.skip.empty()) continue;
    for (const auto& role : flow.to) {
      const auto inbound = plan::find_inbound(catalog, std::vector{role.text}, {});
      for (const auto transport : flow.transports) {
        if (transport == Transport::icmp) continue;
        for (const auto& ports : flow.ports) {
          for (const auto port : {ports.first, ports.last}) {
            REQUIRE_MESSAGE(inbound.has_value(), role.text);
            const auto* entry = plan::find_ports(inbound->ports, transport, port);
            REQUIRE_MESSAGE(entry, flow.id.text);
            CHECK_MESSAGE(std::ranges::find(entry->flows, flow.id) != entry->flows.end(), flow.id.text);
          }
        }
      }
    }
  }
}
