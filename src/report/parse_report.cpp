// Reads a JSON report back. Every key that the report needs is asked for with its type; what is wrong is a Problem with a JSON pointer.
#include "flowvet/report/parse.hpp"

#include "report/flow_json.hpp"
#include "report/hex.hpp"
#include "report/inbound_report.hpp"
#include "report/lenient_node.hpp"
#include "report/mtu_json.hpp"
#include "report/network_json.hpp"
#include "report/path_json.hpp"
#include "report/responder_json.hpp"
#include "report/time_text.hpp"

namespace flowvet::report {
namespace {

catalog::Source read_source(const LenientNode& node) {
  catalog::Source source{node.at("edition").word<catalog::Edition>(), node.at("section").text(), std::nullopt};
  if (const auto row = node.at("row"); !row.is_null()) source.row = row.whole<int>();
  return source;
}

probe::Message read_message(const LenientNode& node) {
  probe::Message message;
  message.kind = node.at("kind").word<probe::Message::Kind>();
  message.at = node.at("at_ms").milliseconds();
  if (const auto text = node.find("text")) message.text = text->text();
  if (const auto error = node.find("error")) message.error = error->word<probe::ErrorKind>();
  if (const auto bytes = node.find("bytes")) {
    auto read = from_hex(bytes->text());
    if (!read) bytes->problem("expected two hexadecimal digits for each byte");
    message.bytes = std::move(read).value_or(probe::Message{}.bytes);
  }
  return message;
}

probe::Certificate read_certificate(const LenientNode& attempt) {
  const auto node = attempt.find("certificate");
  if (!node || node->is_null()) return {};
  return {node->at("distrust").word<probe::Distrust>(), node->at("flaw").text(), node->at("issuer").word<probe::Issuer>()};
}

probe::Attempt read_attempt(const LenientNode& node) {
  probe::Attempt attempt;
  attempt.stage = node.at("stage").word<probe::Stage>();
  attempt.error = {node.at("error").word<probe::ErrorKind>(), node.at("code").whole<int>()};
  attempt.icmp = read_icmp(node.at("icmp"));
  attempt.icmp_from_self = node.at("icmp_from_self").flag();
  attempt.reply = node.at("reply").word<probe::Reply>();
  if (const auto asked = node.find("asked")) attempt.asked = asked->word<probe::Asked>();
  attempt.peer_sent_bytes = node.at("peer_sent_bytes").flag();
  if (const auto status = node.find("proxy_status"); status && !status->is_null()) attempt.proxy_status = status->whole<int>();
  attempt.detail = node.at("detail").text();
  if (const auto instead = node.find("instead")) attempt.instead = instead->word<probe::Instead>();
  attempt.certificate = read_certificate(node);
  attempt.began = node.at("began_ms").milliseconds();
  attempt.took = node.at("took_ms").milliseconds();
  attempt.rtt = node.at("rtt_ms").milliseconds();
  if (const auto transcript = node.find("transcript"))
    transcript->each([&](const LenientNode& message) { attempt.transcript.push_back(read_message(message)); });
  return attempt;
}

probe::Resolution read_resolution(const LenientNode& node) {
  probe::Resolution resolution;
  node.at("addresses").each([&](const LenientNode& address) { resolution.addresses.push_back(address.address()); });
  resolution.error = {node.at("error").word<probe::ErrorKind>(), node.at("code").whole<int>()};
  resolution.detail = node.at("detail").text();
  resolution.took = node.at("took_ms").milliseconds();
  return resolution;
}

judge::CheckVerdict read_check_verdict(const LenientNode& node) {
  judge::CheckVerdict verdict;
  verdict.to = RoleId{node.at("to").text()};
  verdict.expect = node.at("expect").word<site::Expect>();
  verdict.outcome = node.at("outcome").word<judge::Outcome>();
  verdict.verdict = node.at("verdict").word<judge::Verdict>();
  verdict.certainty = node.at("certainty").word<judge::Certainty>();
  verdict.cause = node.at("cause").word<judge::Cause>();
  return verdict;
}

CheckReport read_check(const LenientNode& node) {
  CheckReport check;
  check.host = node.at("host").text();
  if (const auto via = node.find("via")) check.via = via->text_or_null();
  check.address = node.at("address").text_or_null();
  check.source = node.at("source").text_or_null();
  check.transport = node.at("transport").word<catalog::Transport>();
  check.port = node.at("port").whole<std::uint16_t>();
  check.service = node.at("service").text_or_null();
  if (const auto why = node.find("unproven"); why && !why->is_null()) check.unproven = why->word<catalog::Unproven>();
  check.verdict = read_check_verdict(node);
  check.next_step = node.at("next_step").text();
  node.at("evidence").each([&](const LenientNode& attempt) { check.attempts.push_back(read_attempt(attempt)); });
  if (const auto deciding = node.at("deciding_attempt"); !deciding.is_null()) check.deciding = deciding.whole<std::size_t>();
  node.at("facts").each_member([&](const std::string& name, const LenientNode& value) { check.facts.emplace_back(name, value.text()); });
  if (const auto way = node.find("direction")) check.way = way->word<plan::Way>();
  if (const auto responder = node.find("responder")) check.responder = read_responder(*responder);
  if (const auto path = node.find("path")) check.path = read_path(*path);
  if (const auto mtu = node.find("mtu")) check.mtu = std::make_shared<const probe::PathMtu>(read_mtu(*mtu));
  if (const auto inbound = node.find("inbound")) check.inbound = read_inbound(*inbound);
  check.resolution = read_resolution(node.at("resolved"));
  return check;
}

catalog::Text read_text(const LenientNode& node) {
  return {node.at("en").text(), node.at("ja").text()};
}

plan::PlannedFlow read_planned_flow(const LenientNode& node) {
  plan::PlannedFlow flow;
  flow.id = FlowId{node.at("id").text()};
  flow.weight = node.at("need").word<plan::Weight>();
  flow.match = node.at("match").word<catalog::Match>();
  flow.direction = node.at("direction").word<catalog::Direction>();
  flow.listens = node.at("listens").word<catalog::Listens>();
  flow.sampled = node.at("sampled").flag();
  flow.purpose = read_text(node.at("purpose"));
  flow.doubt = node.at("doubt").text_or_null();
  flow.note = node.at("note").text_or_null();
  node.at("fallback").each([&](const LenientNode& word) { flow.fallback.push_back(word.word<catalog::Transport>()); });
  node.at("from").each([&](const LenientNode& role) { flow.from.emplace_back(role.text()); });
  node.at("to").each([&](const LenientNode& role) { flow.to.emplace_back(role.text()); });
  node.at("sources").each([&](const LenientNode& source) { flow.sources.push_back(read_source(source)); });
  return flow;
}

FlowReport read_flow(const LenientNode& node) {
  FlowReport flow;
  flow.flow = read_planned_flow(node);
  flow.verdict = node.at("verdict").word<judge::Verdict>();
  flow.certainty = node.at("certainty").word<judge::Certainty>();
  flow.cause = node.at("cause").word<judge::Cause>();
  flow.next_step = node.at("next_step").text();
  node.at("checks").each([&](const LenientNode& check) { flow.checks.push_back(read_check(check)); });
  return flow;
}

OutcomeReport read_outcome(const LenientNode& node) {
  OutcomeReport outcome;
  outcome.id = node.at("id").text();
  outcome.title = {node.at("title").text(), node.at("title_ja").text()};
  outcome.verdict = node.at("verdict").word<judge::Verdict>();
  node.at("because").each([&](const LenientNode& id) { outcome.because.emplace_back(id.text()); });
  return outcome;
}

ControlReport read_control(const LenientNode& node) {
  return {node.at("host").text(), node.at("address").text(), node.at("port").whole<std::uint16_t>(),
          node.at("outcome").word<judge::Outcome>()};
}

void read_run(const LenientNode& node, Report& report) {
  report.role = RoleId{node.at("role").text()};
  report.role_name = node.at("role_name").text();
  report.site = node.at("site").text();
  report.run.took = std::chrono::milliseconds{node.at("took_ms").whole<std::int64_t>()};
  report.run.host = node.at("host").text();
  report.run.version = node.at("version").text();
  report.complete = node.at("complete").flag();
  if (const auto direction = node.find("direction")) report.inbound = direction->text() == "inbound";
  if (const auto network = node.find("network")) report.run.network = read_network(*network);
  const auto started = node.at("started").text();
  if (const auto time = from_rfc3339(started))
    report.run.started = *time;
  else
    node.problem("\"started\" is not a time like 2026-01-31T02:03:04.567Z");
}

Summary read_summary(const LenientNode& node) {
  const auto count = [&node](const char* key) { return node.at(key).whole<std::size_t>(); };
  return {count("pass"), count("degraded"), count("fail"), count("unknown"), count("skipped"), count("warnings")};
}

Report read_report(const LenientNode& root) {
  Report report;
  read_run(root.at("run"), report);
  report.summary = read_summary(root.at("summary"));
  root.at("outcomes").each([&](const LenientNode& node) { report.outcomes.push_back(read_outcome(node)); });
  if (const auto controls = root.find("controls"))
    controls->each([&](const LenientNode& node) { report.controls.push_back(read_control(node)); });
  root.at("flows").each([&](const LenientNode& node) { report.flows.push_back(read_flow(node)); });
  root.at("skipped").each([&](const LenientNode& node) {
    report.skipped.push_back({FlowId{node.at("id").text()}, node.at("reason").word<plan::SkipReason>(), node.at("text").text()});
  });
  return report;
}

constexpr std::string_view how_to_write_one = "write one with `flowvet check ROLE --format json=FILE`";

void check_schema(const Json& json, const std::string& where, ProblemList& problems) {
  const bool has_schema = json.is_object() && json.contains("schema") && json["schema"].is_string();
  if (!has_schema)
    return problems.add(where, "this is not a report of flowvet: the key \"schema\" is missing", std::string{how_to_write_one});
  const auto schema = json["schema"].get<std::string>();
  if (schema != report_schema)
    problems.add(where + "#/schema", "this program reads \"" + std::string{report_schema} + "\", not " + in_quotes(schema));
}

}  // namespace

Result<FlowReport> parse_flow(std::string_view text, const std::string& where) {
  const auto json = parse_json(text, where);
  if (!json) return json.error();
  ProblemList problems;
  auto flow = read_flow(LenientNode{JsonNode{*json, where, problems}});
  return value_or_problems(std::move(flow), problems);
}

Result<Report> parse_report(std::string_view text, const std::string& where) {
  const auto json = parse_json(text, where);
  if (!json) return json.error();
  ProblemList problems;
  check_schema(*json, where, problems);
  if (!problems.empty()) return problems.take();
  auto report = read_report(LenientNode{JsonNode{*json, where, problems}});
  return value_or_problems(std::move(report), problems);
}

}  // namespace flowvet::report
