// The report of a run without observations, each check with its own evidence.
#include "report/inbound_report.hpp"

#include "report/inbound_words.hpp"
#include "report/layout.hpp"

#include <algorithm>

namespace flowvet::report {
namespace {

using JsonText = nlohmann::ordered_json;

JsonText listener_json(const probe::Listener& listener) {
  return {{"transport", to_word(listener.transport)},
          {"address", to_text(listener.address)},
          {"port", listener.port},
          {"only_v6", listener.only_v6},
          {"program", whole_text(listener.program)}};
}

JsonText admittance_json(const judge::Admittance& admittance) {
  return {{"family", admittance.family == Family::v4 ? "v4" : "v6"},
          {"answer", to_word(admittance.filtered)},
          {"place", whole_text(admittance.place)}};
}

probe::Listener read_listener(const LenientNode& node) {
  return {node.at("transport").word<catalog::Transport>(), node.at("address").address(), node.at("port").whole<std::uint16_t>(),
          node.at("only_v6").flag(), node.at("program").text()};
}

judge::Admittance read_admittance(const LenientNode& node) {
  const auto family = node.at("family").text() == "v6" ? Family::v6 : Family::v4;
  return {family, node.at("answer").word<judge::Filtered>(), node.at("place").text()};
}

/// The step of the first check that has the flow's own cause.
std::string step_of(const FlowReport& flow) {
  if (flow.verdict == judge::Verdict::pass) return {};
  for (const auto& check : flow.checks)
    if (check.verdict.cause == flow.cause && !check.next_step.empty()) return check.next_step;
  return flow.next_step;
}

}  // namespace

Report make_inbound_report(const plan::InboundPlan& plan, const judge::InboundVerdicts& verdicts, const RunFacts& facts) {
  auto report = make_report(plan.plan, {}, verdicts.verdicts, facts);
  report.inbound = true;
  for (auto& flow : report.flows) {
    for (auto& check : flow.checks) {
      check.inbound = verdicts.evidence.at(check.verdict.probe);
      check.next_step = inbound_next_step(check);
    }
    flow.next_step = step_of(flow);
  }
  return report;
}

nlohmann::ordered_json inbound_json(const judge::InboundEvidence& evidence) {
  JsonText json{{"ports", to_text(evidence.ports)},
                {"listening", to_word(evidence.listening)},
                {"listeners", JsonText::array()},
                {"firewall", JsonText::array()}};
  for (const auto& listener : evidence.listeners) json["listeners"].push_back(listener_json(listener));
  for (const auto& one : evidence.admittance) json["firewall"].push_back(admittance_json(one));
  return json;
}

judge::InboundEvidence read_inbound(const LenientNode& node) {
  judge::InboundEvidence evidence;
  const auto ports = node.at("ports").text();
  if (const auto range = parse_ports(ports))
    evidence.ports = *range;
  else
    node.problem("\"ports\" is no port and no range of ports");
  evidence.listening = node.at("listening").word<judge::Listening>();
  node.at("listeners").each([&](const LenientNode& listener) { evidence.listeners.push_back(read_listener(listener)); });
  node.at("firewall").each([&](const LenientNode& one) { evidence.admittance.push_back(read_admittance(one)); });
  return evidence;
}

}  // namespace flowvet::report
