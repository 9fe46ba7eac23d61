// What `--format json` writes fits the schema that other programs read it by.
#include "flowvet/report/report.hpp"
#include "support/schema.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace flowvet;
using namespace flowvet::report;

namespace {

/// One failed flow with an ICMP error and an unresolved name, one skipped flow, one outcome.
Report small_report() {
  Report report;
  report.role = RoleId("vda");
  report.outcomes.push_back(
      {"registers", {"VDA registers", "VDA が登録される"}, judge::Verdict::fail, {FlowId("cvad.vda.delivery-controller.registration")}});
  report.controls.push_back({"ddc01", "10.1.2.3", 4, judge::Outcome::accepted});
  report.skipped.push_back({FlowId("cvad.vda.delivery-controller.wake"), plan::SkipReason::no_port, "no port is printed"});

  FlowReport flow;
  flow.flow.id = FlowId("cvad.vda.delivery-controller.registration");
  flow.flow.to = {RoleId("delivery-controller")};
  flow.flow.sources = {{catalog::Edition::en, "Virtual Apps", 17}, {catalog::Edition::ja, "Virtual Apps", std::nullopt}};
  flow.verdict = judge::Verdict::fail;

  CheckReport rejected;
  rejected.host = "ddc01";
  rejected.address = "10.1.2.3";
  rejected.port = 80;
  probe::Attempt attempt;
  attempt.icmp = probe::Icmp{Family::v4, 3, 13, parse_address("10.1.2.1"), 0};
  attempt.transcript = {{probe::Message::Kind::sent, {}, {0x00, 0xFF}, {}, {}},
                        {probe::Message::Kind::tls, {}, {}, "TLSv1.3, asked for ddc01", {}},
                        {probe::Message::Kind::ended, {}, {}, {}, probe::ErrorKind::timed_out}};
  rejected.attempts.push_back(attempt);
  rejected.facts.emplace_back("server", "\x1b[2J");

  CheckReport unresolved;
  unresolved.host = "ddc02";

  CheckReport proxied;
  proxied.host = "ddc02";
  proxied.via = "proxy01:3128";

  flow.checks = {rejected, unresolved, proxied};
  report.flows.push_back(flow);
  return report;
}

std::string written(const Report& report) {
  std::ostringstream out;
  find_format("json")->write(report, out, {});
  return out.str();
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("A report as it is written fits its schema") {
  CHECK(test::schema_problems("report", written(small_report())) == std::vector<std::string>{});
  Report empty;
  empty.role = RoleId("vda");
  CHECK(test::schema_problems("report", written(empty)) == std::vector<std::string>{});
}

TEST_CASE("The schema notices a report that has lost a key or says an unknown word") {
  const auto text = written(small_report());
  for (const auto& [from, to] : {std::pair{"\"complete\"", "\"completed\""},
                                 {"\"degraded\"", "\"degrade\""},
                                 {"flowvet-report/1", "flowvet-report/2"},
                                 {"\"verdict\":\"fail\"", "\"verdict\":\"failed\""},
                                 {"\"port\":80", "\"port\":\"80\""},
                                 {"\"via\":null", "\"via\":0"},
                                 {"\"port\":4", "\"port\":0"},
                                 {"\"outcome\":\"accepted\"", "\"outcome\":\"open\""},
                                 {"\"bytes\":\"00ff\"", "\"bytes\":\"00f\""},
                                 {"\"no-port\"", "\"none\""}}) {
    CAPTURE(from);
    CHECK_FALSE(test::schema_problems("report", replaced(text, from, to)).empty());
  }
}

TEST_CASE("The words in the report schema are those of the program") {
  const std::string check = "/definitions/check/properties/";
  CHECK(test::schema_words("report", "/definitions/verdict/enum") == words_of<judge::Verdict>());
  CHECK(test::schema_words("report", "/definitions/certainty/enum") == words_of<judge::Certainty>());
  CHECK(test::schema_words("report", "/definitions/cause/enum") == words_of<judge::Cause>());
  CHECK(test::schema_words("report", check + "outcome/enum") == words_of<judge::Outcome>());
  CHECK(test::schema_words("report", "/definitions/message/properties/kind/enum") == words_of<probe::Message::Kind>());
  CHECK(test::schema_words("report", check + "expect/enum") == words_of<site::Expect>());
  CHECK(test::schema_words("report", check + "transport/enum") == words_of<catalog::Transport>());
  CHECK(test::schema_words("report", "/properties/flows/items/properties/need/enum") == words_of<plan::Weight>());
  CHECK(test::schema_words("report", "/properties/skipped/items/properties/reason/enum") == words_of<plan::SkipReason>());
}
