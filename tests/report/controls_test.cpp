// What a report says about hosts for which something answers on every port.
#include "report/controls.hpp"

#include "report/sample_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace flowvet;
using namespace flowvet::report;

namespace {

using judge::Outcome;

ControlReport control(std::string address, std::uint16_t port, Outcome outcome) {
  return {"host of " + address, address, port, outcome};
}

const FlowReport& flow_named(const Report& report, std::string_view id) {
  const auto found = std::ranges::find(report.flows, id, [](const FlowReport& flow) { return std::string_view{flow.flow.id.text}; });
  REQUIRE(found != report.flows.end());
  return *found;
}

std::string text_of(const Report& report) {
  std::ostringstream out;
  find_format("text")->write(report, out, {});
  return std::move(out).str();
}

/// A check over TCP to the address, with this outcome and nothing else.
FlowReport flow_with(const std::string& address, Outcome outcome, catalog::Transport transport = catalog::Transport::tcp) {
  CheckReport check;
  check.host = check.address = address;
  check.transport = transport;
  check.verdict.outcome = outcome;
  FlowReport flow;
  flow.checks = {check};
  return flow;
}

}  // namespace

TEST_CASE("every control is in the report with what it met") {
  const auto report = test::sample_report();
  REQUIRE(report.controls.size() == 3);
  CHECK(report.controls[0].outcome == Outcome::refused);
  CHECK(report.controls[2].host == "wem01.corp.example");
  CHECK(report.controls[2].address == "10.1.2.9");
  CHECK(report.controls[2].port == 13057);
  CHECK(report.controls[2].outcome == Outcome::accepted);
}

TEST_CASE("a flow to a host for which something answers is unknown, and its check says why") {
  const auto report = test::sample_report();
  const auto& flow = flow_named(report, "wem.wem-agent.wem-infrastructure.agent-service");
  CHECK(flow.verdict == judge::Verdict::unknown);
  CHECK(flow.cause == judge::Cause::intercepted);
  REQUIRE(flow.checks.front().facts.size() == 1);
  CHECK(flow.checks.front().facts.front() ==
        probe::Fact{"control", "TCP 4, 13057 at this address accepts connections too, although nothing can listen there"});
  CHECK(flow_named(report, "gateway-service.vda.gateway-service.https").checks.front().facts.empty());
}

TEST_CASE("the text names host, address and ports before the flows") {
  const auto text = text_of(test::sample_report());
  const auto said = text.find("TCP 4, 13057 to wem01.corp.example (10.1.2.9): something in the path answers for the host");
  CHECK(said != std::string::npos);
  CHECK(said < text.find("Required and not proven to work"));
}

TEST_CASE("controls that were not accepted are not worth a line") {
  CHECK(control_findings({control("10.0.0.1", 4, Outcome::refused), control("10.0.0.1", 13057, Outcome::silent)}).empty());
  CHECK(control_findings({}).empty());
}

TEST_CASE("two hundred hosts for which something answers are one line") {
  std::vector<ControlReport> controls;
  for (int i = 0; i < 200; ++i)
    for (const auto port : {std::uint16_t{4}, std::uint16_t{13057}})
      controls.push_back(control("10.0.0." + std::to_string(i), port, Outcome::accepted));
  const auto lines = control_findings(controls);
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().target.starts_with("TCP 4, 13057 to host of 10.0.0.0 (10.0.0.0), "));
  CHECK(lines.front().target.ends_with("and 197 more"));
}

TEST_CASE("where another control is refused nobody is said to answer for every port") {
  const auto lines = control_findings({control("10.0.0.1", 4, Outcome::accepted), control("10.0.0.1", 13057, Outcome::refused)});
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().target == "TCP 4 to host of 10.0.0.1 (10.0.0.1)");
  CHECK(lines.front().seen.starts_with("TCP 13057 is refused"));
}

TEST_CASE("only checks with a connection to that address get the note, a proven one too") {
  const auto notes_with = [](FlowReport flow) {
    Report report;
    report.controls = {control("10.0.0.1", 4, Outcome::accepted)};
    report.flows = {std::move(flow)};
    note_controls(report);
    return report.flows.front().checks.front().facts.size();
  };
  using enum Outcome;
  for (const auto outcome : {answered, accepted, mute, mismatched}) CHECK(notes_with(flow_with("10.0.0.1", outcome)) == 1);
  for (const auto outcome : {refused, rejected, silent, unresolved, unroutable, local, cut})
    CHECK(notes_with(flow_with("10.0.0.1", outcome)) == 0);
  CHECK(notes_with(flow_with("10.0.0.2", accepted)) == 0);
  CHECK(notes_with(flow_with("10.0.0.1", answered, catalog::Transport::udp)) == 0);
}
