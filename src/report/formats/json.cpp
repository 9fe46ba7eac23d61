// The report for programs: DESIGN section 9 with the evidence of every attempt added, one line a check.
// Written piece by piece, so that a run of many thousand checks needs no second copy of itself in memory.
#include "flowvet/base/text.hpp"
#include "flowvet/report/closed.hpp"
#include "flowvet/report/parse.hpp"
#include "report/clock_warnings.hpp"
#include "report/evidence_words.hpp"
#include "report/flow_json.hpp"
#include "report/formats/formats.hpp"
#include "report/hex.hpp"
#include "report/mtu_json.hpp"
#include "report/inbound_report.hpp"
#include "report/network_findings.hpp"
#include "report/network_json.hpp"
#include "report/path_json.hpp"
#include "report/path_words.hpp"
#include "report/proof.hpp"
#include "report/responder_json.hpp"
#include "report/time_text.hpp"

#include <nlohmann/json.hpp>

#include <sstream>

namespace flowvet::report {
namespace {

using Json = nlohmann::ordered_json;

// A certificate chain's names fit; a page that a peer sends instead of an answer does not need to.
constexpr std::size_t longest_peer_text = 2000;

std::string peer_text(std::string_view bytes) {
  return escape_peer_text(bytes, longest_peer_text);
}

/// Texts of our own may still hold a user's host names: what is not UTF-8 is replaced, never thrown about, and DEL, which JSON
/// lets pass, is escaped like the other control characters.
std::string dump(const Json& json) {
  constexpr char del = 0x7F;
  auto text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  for (auto at = text.find(del); at != std::string::npos; at = text.find(del, at)) text.replace(at, 1, "\\u007f");
  return text;
}

double milliseconds(std::chrono::microseconds time) {
  return static_cast<double>(time.count()) / 1000.0;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json message_json(const probe::Message& message) {
  Json json{{"kind", to_word(message.kind)}, {"at_ms", milliseconds(message.at)}};
  using enum probe::Message::Kind;
  switch (message.kind) {
    case sent:
    case received:
      json["bytes"] = to_hex(message.bytes);
      break;
    case tls:
      json["text"] = peer_text(message.text);
      break;
    case ended:
      json["error"] = to_word(message.error);
      break;
  }
  return json;
}

/// null where no TLS was spoken.
Json certificate_json(const probe::Certificate& certificate) {
  if (certificate.distrust == probe::Distrust::none && certificate.issuer == probe::Issuer::unknown) return nullptr;
  return {{"distrust", to_word(certificate.distrust)}, {"flaw", peer_text(certificate.flaw)}, {"issuer", to_word(certificate.issuer)}};
}

Json attempt_json(const probe::Attempt& attempt) {
  return {{"stage", to_word(attempt.stage)},
          {"error", to_word(attempt.error.kind)},
          {"code", attempt.error.code},
          {"icmp", icmp_json(attempt.icmp)},
          {"icmp_from_self", attempt.icmp_from_self},
          {"reply", to_word(attempt.reply)},
          {"asked", to_word(attempt.asked)},
          {"peer_sent_bytes", attempt.peer_sent_bytes},
          {"proxy_status", attempt.proxy_status != 0 ? Json(attempt.proxy_status) : Json(nullptr)},
          {"detail", peer_text(attempt.detail)},
          {"instead", to_word(attempt.instead)},
          {"certificate", certificate_json(attempt.certificate)},
          {"began_ms", milliseconds(attempt.began)},
          {"took_ms", milliseconds(attempt.took)},
          {"rtt_ms", attempt.rtt.count() > 0 ? Json(milliseconds(attempt.rtt)) : Json(nullptr)}};
}

Json facts_json(const std::vector<probe::Fact>& facts) {
  Json json = Json::object();
  for (const auto& [name, value] : facts) json[peer_text(name)] = peer_text(value);
  return json;
}

Json resolved_json(const probe::Resolution& resolution) {
  Json addresses = Json::array();
  for (const auto& address : resolution.addresses) addresses.push_back(to_text(address));
  return {{"addresses", addresses},
          {"error", to_word(resolution.error.kind)},
          {"code", resolution.error.code},
          {"detail", peer_text(resolution.detail)},
          {"took_ms", milliseconds(resolution.took)}};
}

Json evidence_json(const CheckReport& check) {
  Json json = Json::array();
  for (const auto& attempt : check.attempts) {
    json.push_back(attempt_json(attempt));
    for (const auto& message : attempt.transcript) json.back()["transcript"].push_back(message_json(message));
  }
  return json;
}

Json check_json(const CheckReport& check) {
  const auto* deciding = deciding_attempt(check);
  const auto path = path_of(check);
  Json json{{"host", check.host},
            {"via", text_or_null(check.via)},
            {"address", text_or_null(check.address)},
            {"direction", to_word(check.way)},
            {"transport", to_word(check.transport)},
            {"port", check.port},
            {"service", text_or_null(check.service)},
            {"expect", to_word(check.verdict.expect)},
            {"outcome", to_word(check.verdict.outcome)},
            {"verdict", to_word(check.verdict.verdict)},
            {"certainty", to_word(check.verdict.certainty)},
            {"proof", to_word(proof_of(check))},
            {"cause", to_word(check.verdict.cause)},
            {"attempts", check.attempts.size()},
            {"rtt_ms", deciding && deciding->rtt.count() > 0 ? Json(milliseconds(deciding->rtt)) : Json(nullptr)},
            {"icmp", deciding ? icmp_json(deciding->icmp) : Json(nullptr)},
            {"blocked_at", blocked_at_json(path ? judge::blocked_at(check.verdict.outcome, *path) : std::nullopt)},
            {"facts", facts_json(check.facts)}};
  json["unproven"] = check.unproven ? Json(to_word(*check.unproven)) : Json(nullptr);
  json["to"] = check.verdict.to.text;
  json["source"] = text_or_null(check.source);
  json["next_step"] = check.next_step;
  json["deciding_attempt"] = check.deciding ? Json(*check.deciding) : Json(nullptr);
  if (check.responder) json["responder"] = responder_json(*check.responder);
  if (path) json["path"] = path_json(*check.path, *path);
  if (check.mtu) json["mtu"] = mtu_json(*check.mtu);
  if (check.inbound) json["inbound"] = inbound_json(*check.inbound);
  json["resolved"] = resolved_json(check.resolution);
  json["evidence"] = evidence_json(check);
  return json;
}

Json ids_json(const auto& ids) {
  Json json = Json::array();
  for (const auto& id : ids) json.push_back(id.text);
  return json;
}

Json sources_json(const std::vector<catalog::Source>& sources) {
  Json json = Json::array();
  for (const auto& source : sources)
    json.push_back(
        {{"edition", to_word(source.edition)}, {"section", source.section}, {"row", source.row ? Json(*source.row) : Json(nullptr)}});
  return json;
}

Json text_json(const catalog::Text& text) {
  return {{"en", text.en}, {"ja", text.ja}};
}

/// A flow without its checks.
Json flow_json(const FlowReport& flow) {
  Json fallback = Json::array();
  for (const auto transport : flow.flow.fallback) fallback.push_back(to_word(transport));
  return {{"id", flow.flow.id.text},
          {"verdict", to_word(flow.verdict)},
          {"certainty", to_word(flow.certainty)},
          {"proof", to_word(proof_of(flow))},
          {"cause", to_word(flow.cause)},
          {"need", to_word(flow.flow.weight)},
          {"from", ids_json(flow.flow.from)},
          {"to", ids_json(flow.flow.to)},
          {"next_step", flow.next_step},
          {"sources", sources_json(flow.flow.sources)},
          {"purpose", text_json(flow.flow.purpose)},
          {"match", to_word(flow.flow.match)},
          {"fallback", fallback},
          {"direction", to_word(flow.flow.direction)},
          {"listens", to_word(flow.flow.listens)},
          {"sampled", flow.flow.sampled},
          {"note", text_or_null(flow.flow.note)},
          {"doubt", text_or_null(flow.flow.doubt)}};
}

Json run_json(const Report& report) {
  return {{"role", report.role.text},
          {"role_name", report.role_name},
          {"site", report.site},
          {"started", to_rfc3339(report.run.started)},
          {"took_ms", report.run.took.count()},
          {"host", report.run.host},
          {"version", report.run.version},
          {"complete", report.complete},
          {"direction", report.inbound ? "inbound" : "outbound"},
          {"network", network_json(report)}};
}

std::vector<std::string> all_warnings(const Report& report) {
  auto warnings = clock_warnings(report);
  for (auto& finding : network_findings(report))
    if (is_warning(finding.kind)) warnings.push_back(std::move(finding.text));
  return warnings;
}

Json closed_json(const ClosedSummary& closed) {
  return {{"refused", closed.refused},
          {"rejected", closed.rejected},
          {"silent", closed.silent},
          {"open", closed.open},
          {"unknown", closed.unknown}};
}

Json summary_json(const Report& report) {
  const Summary& summary = report.summary;
  return {{"pass", summary.pass},       {"degraded", summary.degraded}, {"fail", summary.fail},
          {"unknown", summary.unknown}, {"skipped", summary.skipped},   {"warnings", summary.warnings},
          {"closed", closed_json(count_closed(report))}};
}

Json outcome_json(const OutcomeReport& outcome) {
  return {{"id", outcome.id},
          {"title", outcome.title.en},
          {"title_ja", outcome.title.ja},
          {"verdict", to_word(outcome.verdict)},
          {"because", ids_json(outcome.because)}};
}

Json control_json(const ControlReport& control) {
  return {{"host", control.host}, {"address", control.address}, {"port", control.port}, {"outcome", to_word(control.outcome)}};
}

Json skipped_json(const plan::SkippedFlow& flow) {
  return {{"id", flow.id.text}, {"reason", to_word(flow.reason)}, {"text", flow.text}};
}

/// `[` one element a line `]`.
void write_lines(std::ostream& out, const auto& values, auto&& write_one) {
  out << "[";
  const char* separator = "\n";
  for (const auto& value : values) {
    out << separator;
    write_one(value);
    separator = ",\n";
  }
  out << "]";
}

void write_flow(std::ostream& out, const FlowReport& flow) {
  auto head = dump(flow_json(flow));
  head.pop_back();  // the closing brace: the checks are the object's last member
  out << head << ",\"checks\":";
  write_lines(out, flow.checks, [&out](const CheckReport& check) { out << "  " << dump(check_json(check)); });
  out << "}";
}

}  // namespace

std::string to_json(const FlowReport& flow) {
  std::ostringstream text;
  write_flow(text, flow);
  return std::move(text).str();
}

void write_json(const Report& report, std::ostream& out, const WriteOptions&) {
  out << "{\"schema\":" << dump(report_schema) << ",\n\"run\":" << dump(run_json(report));
  out << ",\n\"summary\":" << dump(summary_json(report)) << ",\n\"outcomes\":";
  write_lines(out, report.outcomes, [&out](const OutcomeReport& outcome) { out << dump(outcome_json(outcome)); });
  out << ",\n\"controls\":";
  write_lines(out, report.controls, [&out](const ControlReport& control) { out << dump(control_json(control)); });
  out << ",\n\"warnings\":";
  write_lines(out, all_warnings(report), [&out](const std::string& warning) { out << dump(warning); });
  out << ",\n\"flows\":";
  write_lines(out, report.flows, [&out](const FlowReport& flow) { write_flow(out, flow); });
  out << ",\n\"skipped\":";
  write_lines(out, report.skipped, [&out](const plan::SkippedFlow& flow) { out << dump(skipped_json(flow)); });
  out << "}\n";
}

}  // namespace flowvet::report
