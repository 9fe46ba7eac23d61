// Nothing here is sent: a plan is data, and this prints it.
#include "cli/plan_output.hpp"

#include "flowvet/base/text.hpp"
#include "report/findings.hpp"
#include "report/layout.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace flowvet::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string via_of(const plan::Probe& probe) {
  return probe.proxy ? to_text(*probe.proxy) : std::string{};
}

// --- for people

std::string service_title(std::span<const plan::Service> services, const plan::Probe& probe) {
  for (const auto& service : services)
    if (service.name == probe.service && service.transport == probe.transport) return std::string{service.title};
  return probe.service;
}

/// Why nothing will be asked, for people.
std::string no_request_text(const plan::Probe& probe, const plan::Check& check) {
  std::string text{probe.transport == catalog::Transport::tcp ? "connection only" : "no request"};
  return check.unproven ? text + " (" + std::string{to_word(*check.unproven)} + ")" : text;
}

/// What will be asked, and what is expected where that is not the usual thing.
std::string request_text(std::span<const plan::Service> services, const plan::Probe& probe, const plan::Check& check) {
  auto text = probe.service.empty() ? no_request_text(probe, check) : service_title(services, probe);
  const auto expect = probe.mapped ? check.named : check.expect;
  if (expect != site::Expect::serve) text += ", expected: " + std::string{to_word(expect)};
  return text;
}

/// Where dynamic ports are looked for.
std::string mapped_text(const plan::Plan& plan, const plan::MappedPorts& mapped) {
  return " at each that the endpoint mapper on " + std::to_string(plan.probes.at(mapped.mapper).port) + " names, else at " +
         report::ports_text(mapped.otherwise);
}

std::vector<report::Sighting> sightings_of(const plan::Plan& plan, const plan::PlannedFlow& flow, std::span<const plan::Service> services) {
  std::vector<report::Sighting> sightings;
  for (const auto& check : flow.checks) {
    const auto& probe = plan.probes.at(check.probe);
    const auto ports = probe.mapped ? mapped_text(plan, *probe.mapped) : std::string{};
    const auto host = report::host_through(probe.host, via_of(probe));
    sightings.push_back({probe.transport, host, probe.port, request_text(services, probe, check) + ports});
  }
  return sightings;
}

std::string flow_text(const plan::Plan& plan, const plan::PlannedFlow& flow, std::span<const plan::Service> services, std::size_t columns) {
  auto text = "  " + pad_right(to_word(flow.weight), 8) + "  " + flow.id.text + "\n";
  for (const auto& finding : report::findings(sightings_of(plan, flow, services)))
    text += report::hanging("              ", finding.target + ": " + finding.seen, columns);
  if (!flow.note.empty()) text += report::hanging("              note: ", flow.note, columns);
  if (!flow.doubt.empty()) text += report::hanging("              doubt: ", flow.doubt, columns);
  return text;
}

/// Hosts with the same control ports share a line.
std::string controls_text(const plan::Plan& plan, std::size_t columns) {
  std::vector<report::Sighting> sightings;
  for (const auto index : plan.controls) {
    const auto& probe = plan.probes.at(index);
    sightings.push_back({probe.transport, escape_peer_text(probe.host), probe.port, {}});
  }
  std::string text = "\nControls: nothing can listen there; where something accepts all the same, a connection proves nothing\n";
  for (const auto& finding : report::findings(sightings)) text += report::hanging("  ", finding.target, columns);
  return text;
}

std::string skipped_text(const plan::SkippedFlow& flow, std::size_t columns) {
  return "  " + flow.id.text + "\n" + report::hanging("              ", std::string{to_word(flow.reason)} + ": " + flow.text, columns);
}

// --- for programs

/// null: as many as the loss on the path asks for.
Json attempts_json(const plan::Probe& probe) {
  return probe.attempts ? Json(*probe.attempts) : Json(nullptr);
}

/// `port` is 0 then, and `expect` that of the ports under "otherwise".
Json mapped_json(const plan::Plan& plan, const plan::Check& check, const plan::MappedPorts& mapped) {
  Json documented = Json::array();
  for (const auto& range : mapped.documented) documented.push_back(to_text(range));
  return {{"mapper_port", plan.probes.at(mapped.mapper).port},
          {"expect", to_word(check.named)},
          {"documented", documented},
          {"otherwise", mapped.otherwise}};
}

Json check_json(const plan::Plan& plan, const plan::Check& check) {
  const auto& probe = plan.probes.at(check.probe);
  Json json{{"host", probe.host},
            {"via", probe.proxy ? Json(via_of(probe)) : Json(nullptr)},
            {"transport", to_word(probe.transport)},
            {"port", probe.port},
            {"service", probe.service.empty() ? Json(nullptr) : Json(probe.service)},
            {"unproven", check.unproven ? Json(to_word(*check.unproven)) : Json(nullptr)},
            {"to", check.to.text},
            {"expect", to_word(check.expect)},
            {"timeout_ms", probe.timeout.count()},
            {"attempts", attempts_json(probe)}};
  if (probe.mapped) json["mapped"] = mapped_json(plan, check, *probe.mapped);
  return json;
}

Json control_json(const plan::Probe& probe) {
  return {{"host", probe.host}, {"port", probe.port}, {"timeout_ms", probe.timeout.count()}, {"attempts", attempts_json(probe)}};
}

Json flow_json(const plan::Plan& plan, const plan::PlannedFlow& flow) {
  Json json{{"id", flow.id.text},
            {"need", to_word(flow.weight)},
            {"match", to_word(flow.match)},
            {"purpose", {{"en", flow.purpose.en}, {"ja", flow.purpose.ja}}},
            {"note", flow.note.empty() ? Json(nullptr) : Json(flow.note)},
            {"doubt", flow.doubt.empty() ? Json(nullptr) : Json(flow.doubt)},
            {"checks", Json::array()}};
  for (const auto& check : flow.checks) json["checks"].push_back(check_json(plan, check));
  return json;
}

}  // namespace

std::string plan_text(const plan::Plan& plan, std::span<const plan::Service> services, std::size_t columns) {
  const auto& flows = plan.flows;
  auto text = report::hanging("",
                              plan.role.text + (plan.site.empty() ? "" : ", site " + escape_peer_text(plan.site)) + ": " +
                                  report::counted(flows.size(), "flow") + " in " +
                                  report::counted(plan.probes.size() - plan.controls.size(), "check") + "; " +
                                  report::counted(plan.skipped.size(), "flow") + " will not be checked. Nothing has been sent.",
                              columns);
  text += "\nTo be checked\n";
  for (const auto& flow : flows) text += flow_text(plan, flow, services, columns);
  if (!plan.controls.empty()) text += controls_text(plan, columns);
  if (plan.skipped.empty()) return text;
  text += "\nNot to be checked\n";
  for (const auto& flow : plan.skipped) text += skipped_text(flow, columns);
  return text;
}

std::string plan_json(const plan::Plan& plan) {
  Json json{{"schema", "flowvet-plan/1"}, {"role", plan.role.text},    {"site", plan.site},
            {"flows", Json::array()},     {"controls", Json::array()}, {"skipped", Json::array()}};
  for (const auto& flow : plan.flows) json["flows"].push_back(flow_json(plan, flow));
  for (const auto index : plan.controls) json["controls"].push_back(control_json(plan.probes.at(index)));
  for (const auto& flow : plan.skipped)
    json["skipped"].push_back({{"id", flow.id.text}, {"reason", to_word(flow.reason)}, {"text", flow.text}});
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace flowvet::cli
