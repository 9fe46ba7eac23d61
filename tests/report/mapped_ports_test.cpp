// Ports that an endpoint mapper named, as reports show them.
#include "flowvet/report/parse.hpp"
#include "flowvet/report/report.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

#include <sstream>

namespace flowvet {
namespace {

using namespace test;

constexpr RpcInterface netlogon{{0x78, 0x56, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0xcf, 0xfb}, 1};
constexpr RpcInterface nameless{{1}, 1};

/// Two domain controllers, each with a mapper and what it names.
plan::Plan two_controllers() {
  plan::Plan plan;
  plan.role = RoleId("connector-appliance-ad");
  auto& flow = plan.flows.emplace_back();
  flow.id = FlowId("ad.appliance.dc.dynamic-rpc");
  flow.match = catalog::Match::any;
  flow.listens = catalog::Listens::on_demand;
  flow.sampled = true;
  flow.note = "planned";
  for (const auto* host : {"dc01", "dc02"}) {
    plan::Probe mapper;
    mapper.host = host;
    mapper.port = 135;
    mapper.service = "epm";
    mapper.replies = plan::Replies::always;
    plan.probes.push_back(mapper);
    mapper.port = 0;
    mapper.service = "rpc";
    mapper.mapped = plan::MappedPorts{plan.probes.size() - 1, {{49152, 65535}}, {49152, 65535}};
    plan.probes.push_back(mapper);
    flow.checks.push_back({plan.probes.size() - 1, RoleId("dc"), site::Expect::path, site::Expect::serve});
  }
  return plan;
}

probe::Observation at_port(std::uint16_t port, probe::Attempt attempt, std::vector<RpcEndpoint> endpoints = {}) {
  auto observation = seen({std::move(attempt)});
  observation.port = port;
  observation.endpoints = std::move(endpoints);
  return observation;
}

/// The same on both hosts.
report::Report report_of(std::vector<RpcEndpoint> named, std::vector<probe::Observation> ports,
                         const probe::Attempt& mapper = valid_reply()) {
  auto answer = seen({mapper});
  answer.endpoints = std::move(named);
  auto followers = results(std::move(ports));
  followers.resolution.addresses = {target_address()};
  const probe::Observations observations{results({answer}), followers, results({answer}), followers};
  const auto plan = two_controllers();
  return report::make_report(plan, observations, judge::judge(plan, observations), {});
}

std::string text_of(const report::Report& report) {
  std::ostringstream out;
  report::find_format("text")->write(report, out, {false, false, 400});
  return out.str();
}

TEST_CASE("each named port is a check of its own with its interfaces as facts, also where nothing came back") {
  const std::vector<RpcEndpoint> first{{49153, nameless}, {49153, netlogon}}, second{{1025, nameless}};
  const auto report = report_of({first[0], first[1], second[0]}, {at_port(49153, silence(), first), at_port(1025, valid_reply(), second)});
  const auto& checks = report.flows.at(0).checks;
  REQUIRE(checks.size() == 4);
  CHECK(checks[0].port == 49153);
  CHECK(checks[0].facts == std::vector<probe::Fact>{{"rpc.interfaces", "netlogon, 00000001-0000-0000-0000-000000000000"}});
  CHECK(checks[1].port == 1025);
  CHECK(checks[1].facts.back() == probe::Fact{"rpc.outside", "49152-65535"});
  const auto text = text_of(report);
  CHECK(text.find("TCP 49153 to dc01 (10.0.0.1), dc02 (10.0.0.1): silent in 1 attempt; the endpoint mapper names netlogon, "
                  "00000001-0000-0000-0000-000000000000 here") != std::string::npos);
  CHECK(text.find("works  TCP 1025 to dc01") != std::string::npos);
}

TEST_CASE("a flow's note says once for all hosts how many ports are named, and which of them no firewall rule expects") {
  const std::vector<RpcEndpoint> endpoints{{49153, netlogon}, {1025, nameless}, {135, nameless}, {0, nameless}};
  const auto report = report_of(endpoints, {at_port(49153, valid_reply(), {endpoints[0]}), at_port(1025, valid_reply(), {endpoints[1]})});
  CHECK(report.flows[0].flow.note ==
        "planned; the endpoint mapper of dc01 (10.0.0.1), dc02 (10.0.0.1) names 2 ports, which were checked; "
        "port 1025 outside 49152-65535: rules for the documented range do not let it through");
}

TEST_CASE("a list that was cut says so") {
  const auto report = report_of({{49152, nameless}, {49153, netlogon}}, {at_port(49153, valid_reply(), {{49153, netlogon}})});
  CHECK(report.flows[0].flow.note.find("names 2 ports, of which 1 were checked") != std::string::npos);
}

TEST_CASE("a mapper that names nothing is said to, with the reason and what was done instead") {
  auto refusal = valid_reply();
  refusal.detail = "endpoint mapper refuses to list its endpoints";
  const auto kept = report_of({}, {at_port(49152, valid_reply()), at_port(65535, reset_by_nobody_named())}, refusal);
  CHECK(kept.flows[0].flow.note.find("names no port (the documented service answered and its answer was checked: endpoint mapper refuses "
                                     "to list its endpoints), so 2 of the range were checked") != std::string::npos);
  CHECK(kept.flows[0].checks[0].facts.empty());
  CHECK(kept.flows[0].verdict == judge::Verdict::pass);
  CHECK(text_of(kept).find("note: planned; the endpoint mapper of dc01") != std::string::npos);
  const auto blocked = report_of({}, {at_port(49152, valid_reply())}, silence());
  CHECK(blocked.flows[0].flow.note.find("names no port (no answer within the time allowed while connecting), so 1 of the range") !=
        std::string::npos);
}

TEST_CASE("ports that nobody could name have no number in any report") {
  const auto plan = two_controllers();
  const probe::Observations nowhere{no_address(), no_address(), no_address(), no_address()};
  const auto report = report::make_report(plan, nowhere, judge::judge(plan, nowhere), {});
  CHECK(report.flows[0].flow.note == "planned");
  CHECK(text_of(report).find("TCP dynamic RPC ports to dc01, dc02: the name has no address") != std::string::npos);
}

TEST_CASE("the ports and facts of a JSON report are read back") {
  const auto report = report_of({{49153, netlogon}}, {at_port(49153, silence(), {{49153, netlogon}})});
  std::ostringstream out;
  report::find_format("json")->write(report, out, {});
  const auto read = report::parse_report(out.str(), "report");
  REQUIRE(read.has_value());
  CHECK(read->flows[0].checks[0].port == 49153);
  CHECK(text_of(*read) == text_of(report));
}

}  // namespace
}  // namespace flowvet
