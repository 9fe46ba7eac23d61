// What of a report is remembered.
#include "agent/record.hpp"

#include "agent/evidence.hpp"
#include "agent/sample_records.hpp"
#include "report/flow_json.hpp"
#include "report/sample_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace flowvet;
using namespace flowvet::test;
using judge::Verdict;

namespace {

const agent::FlowRecord& flow_of(const agent::RunRecord& record, const std::string& id) {
  const auto found = std::ranges::find(record.flows, FlowId{id}, &agent::FlowRecord::id);
  REQUIRE(found != record.flows.end());
  return *found;
}

}  // namespace

TEST_CASE("A record has every flow and outcome of the report, and evidence of what was not a pass") {
  const auto report = sample_report();
  const auto record = agent::make_record("vda", report);
  CHECK(record.state == agent::RunState::finished);
  CHECK(record.host == "vda01");
  CHECK(record.skipped == 3);
  CHECK(record.flows.size() == report.flows.size());
  CHECK(record.outcomes.size() == report.outcomes.size());
  for (const auto& flow : record.flows) CHECK(flow.evidence.empty() == (flow.finding.verdict == Verdict::pass));
  const auto& license = flow_of(record, "licensing.any-component.license-server.license-manager");
  CHECK(license.finding == agent::Finding{Verdict::fail, judge::Certainty::none, judge::Cause::not_listening, judge::Outcome::refused});
}

TEST_CASE("Evidence reads back as the flow that it was, kept on one line") {
  const auto report = sample_report();
  for (const auto& flow : report.flows) {
    const auto json = report::to_json(flow);
    const auto kept = agent::compact(json);
    CHECK(kept.find('\n') == std::string::npos);
    const auto read = report::parse_flow(kept, "evidence");
    REQUIRE(read.has_value());
    CHECK(report::to_json(*read) == json);
  }
  CHECK_FALSE(report::parse_flow("{}", "evidence").has_value());
}

TEST_CASE("Of an incomplete run only flows that were done are remembered, and no outcome") {
  auto report = sample_report();
  report.complete = false;
  report.flows[0].checks[0].verdict.outcome = judge::Outcome::cut;
  const auto record = agent::make_record("vda", report);
  CHECK(record.state == agent::RunState::incomplete);
  CHECK(record.flows.size() == report.flows.size() - 1);
  CHECK(std::ranges::none_of(record.flows, [&](const auto& flow) { return flow.id == report.flows[0].flow.id; }));
  CHECK(record.outcomes.empty());
}

TEST_CASE("A flow's finding tells the outcome that its verdict rests on, not that of the check that works") {
  const auto record = agent::make_record("vda", sample_report());
  const auto& registration = flow_of(record, "cvad.vda.delivery-controller.registration");
  CHECK(registration.finding.verdict == Verdict::degraded);
  CHECK(registration.finding.seen == judge::Outcome::silent);
}

TEST_CASE("The job's verdict is that of its required flows") {
  CHECK(agent::verdict_of(run_at(0, {{"a", passed()}, {"b", passed()}})) == Verdict::pass);
  CHECK(agent::verdict_of(run_at(0, {{"a", unsure()}, {"b", failed()}})) == Verdict::fail);
  CHECK(agent::verdict_of(run_at(0, {{"a", unsure()}, {"b", finding(Verdict::degraded)}})) == Verdict::unknown);
  CHECK(agent::verdict_of(run_at(0, {{"a", passed()}, {"b", finding(Verdict::degraded)}})) == Verdict::degraded);
  auto warns = run_at(0, {{"a", passed()}, {"b", failed()}});
  warns.flows[1].need = plan::Weight::optional;
  CHECK(agent::verdict_of(warns) == Verdict::pass);
  CHECK(agent::verdict_of(agent::broken_record("vda", minute(0), {}, "why")) == Verdict::unknown);
}

TEST_CASE("Evidence is the same when only its times differ") {
  const auto digest = agent::digest_of(R"({"a":{"took_ms":1},"b":[{"rtt_ms":2,"c":3}]})");
  CHECK(digest == agent::digest_of("{\"a\": {\"took_ms\":9},\n  \"b\":[{\"rtt_ms\":null,\"c\":3}]}"));
  CHECK(digest != agent::digest_of(R"({"a":{"took_ms":1},"b":[{"rtt_ms":2,"c":4}]})"));
  // Kept in files, so a later version must come to the same: uuid5(NAMESPACE_OID, text) of RFC 4122.
  CHECK(agent::digest_of(R"({"a":1})") == agent::digest_of(R"({ "a" : 1, "x_ms" : [1] })"));
  CHECK(agent::digest_of(R"({"a":1})")[0] == 0x17);
}
