// An inbound check's report: its words, and that it is read back as it was written.
#include "report/inbound_report.hpp"

#include "flowvet/report/parse.hpp"
#include "flowvet/report/ticket.hpp"
#include "report/explain.hpp"
#include "report/inbound_words.hpp"
#include "support/observation_builder.hpp"
#include "support/schema.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace flowvet;
using namespace flowvet::report;
using judge::Filtered;
using judge::Listening;

namespace {

/// One flow of one check with this evidence.
Report report_of(judge::InboundEvidence evidence, judge::Verdict verdict, judge::Cause cause) {
  plan::InboundPlan inbound;
  inbound.plan.role = RoleId{"vda"};
  plan::Probe probe;
  probe.host = "vda01";
  probe.port = evidence.ports.first;
  inbound.plan.probes = {probe};
  inbound.ports = {evidence.ports};
  plan::PlannedFlow flow;
  flow.id = FlowId{"cvad.workspace-app.vda.ica"};
  flow.from = {RoleId{"workspace-app"}};
  flow.to = {RoleId{"vda"}};
  flow.checks = {{0, RoleId{"vda"}}};
  inbound.plan.flows = {flow};
  judge::InboundVerdicts verdicts;
  judge::CheckVerdict check;
  check.to = RoleId{"vda"};
  check.verdict = verdict;
  check.cause = cause;
  check.outcome = judge::Outcome::silent;
  verdicts.verdicts.flows = {{verdict, judge::Certainty::none, cause, {check}}};
  verdicts.evidence = {std::move(evidence)};
  RunFacts facts;
  facts.host = "vda01";
  return make_inbound_report(inbound, verdicts, facts);
}

judge::InboundEvidence evidence_of(std::string_view at, Filtered filtered, std::string place) {
  judge::InboundEvidence evidence;
  evidence.ports = {1494, 1494};
  evidence.listening = Listening::open;
  evidence.listeners = {{catalog::Transport::tcp, test::address(at), 1494, false, "ica\x1b[2J (process 7)"}};
  evidence.admittance = {{Family::v4, filtered, std::move(place)}};
  return evidence;
}

Report dropped() {
  return report_of(evidence_of("0.0.0.0", Filtered::drops, "inet filter input, policy"), judge::Verdict::fail,
                   judge::Cause::local_firewall);
}

std::string written(const Report& report, std::string_view format) {
  std::ostringstream out;
  find_format(format)->write(report, out, {});
  return out.str();
}

}  // namespace

TEST_CASE("A check names who listens and what the firewall does, and the next step says which rule") {
  const auto report = dropped();
  const auto& check = report.flows[0].checks[0];
  CHECK(inbound_in_words(check) ==
        "listens on 0.0.0.0 (ica\\x1b[2J (process 7)); this host's firewall drops it (inet filter input, policy)");
  CHECK(inbound_cause(check) == "This host's own firewall keeps others out.");
  CHECK(report.flows[0].next_step.find("input rules") != std::string::npos);
  CHECK(written(report, "text").find("vda, inbound, on vda01") != std::string::npos);
  CHECK(explain_flow(report.flows[0], 100).find("A program of this host has the port open.") != std::string::npos);
}

TEST_CASE("Families with different answers are told apart") {
  auto evidence = evidence_of("::", Filtered::admits, "inet t in, handle 3");
  evidence.admittance.push_back({Family::v6, Filtered::unread, "only root may read the firewall's rules"});
  const auto report = report_of(evidence, judge::Verdict::unknown, judge::Cause::local_limit);
  CHECK(inbound_in_words(report.flows[0].checks[0])
            .find("; IPv4: this host's firewall lets it in (inet t in, handle 3); IPv6: whether this host's "
                  "firewall lets it in is not known: only root may read the firewall's rules") != std::string::npos);
}

TEST_CASE("An inbound report fits the schema and is read back as it was") {
  const auto text = written(dropped(), "json");
  CHECK(test::schema_problems("report", text) == std::vector<std::string>{});
  const auto read = parse_report(text, "r.json");
  REQUIRE(read.has_value());
  CHECK(read->inbound);
  CHECK(written(*read, "json") == text);
}

TEST_CASE("A ticket for what cannot come in names who wants to") {
  const auto ticket = make_ticket(dropped());
  REQUIRE(ticket.size() == 1);
  CHECK(ticket[0].source == "workspace-app");
  CHECK(ticket[0].host == "vda01");
}
