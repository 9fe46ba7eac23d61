// What is said about controls. Who it is that accepts is not known, so no kind of device is named.
#include "report/controls.hpp"

#include <algorithm>
#include <map>

namespace flowvet::report {
namespace {

/// Controls of one address by what they met.
struct Ports {
  std::vector<std::uint16_t> accepted;
  std::vector<std::uint16_t> refused;
};

std::map<std::string, Ports> by_address(const std::vector<ControlReport>& controls) {
  std::map<std::string, Ports> ports;
  for (const auto& control : controls) {
    if (control.outcome == judge::Outcome::accepted) ports[control.address].accepted.push_back(control.port);
    if (control.outcome == judge::Outcome::refused) ports[control.address].refused.push_back(control.port);
  }
  return ports;
}

bool is_connected(const CheckReport& check) {
  using enum judge::Outcome;
  const auto outcome = check.verdict.outcome;
  return check.transport == catalog::Transport::tcp && check.via.empty() &&
         (outcome == answered || outcome == accepted || outcome == mute || outcome == mismatched);
}

std::string note_text(const Ports& ports) {
  const auto accepted = "TCP " + ports_text(ports.accepted) + " at this address accepts connections too, although nothing can listen there";
  return ports.refused.empty() ? accepted : accepted + "; TCP " + ports_text(ports.refused) + " refuses them";
}

std::string finding_text(const Ports& ports) {
  if (ports.refused.empty()) return "something in the path answers for the host, so a connection there proves nothing";
  return "TCP " + ports_text(ports.refused) +
         " is refused, so this may be a stray service, or something in the path that answers for a part of the ports";
}

}  // namespace

std::vector<ControlReport> report_controls(const plan::Plan& plan, const probe::Observations& observations,
                                           const judge::Verdicts& verdicts) {
  std::vector<ControlReport> controls;
  for (const auto& control : verdicts.controls) {
    const auto& planned = plan.probes.at(control.probe);
    const auto& seen = observations.at(control.probe)->observations.at(control.observation);
    controls.push_back({planned.host, to_text(seen.address), planned.port, control.outcome});
  }
  return controls;
}

void note_controls(Report& report) {
  const auto ports = by_address(report.controls);
  for (auto& flow : report.flows)
    for (auto& check : flow.checks) {
      if (!is_connected(check)) continue;
      const auto found = ports.find(check.address);
      if (found != ports.end() && !found->second.accepted.empty()) check.facts.emplace_back("control", note_text(found->second));
    }
}

std::vector<Finding> control_findings(const std::vector<ControlReport>& controls) {
  const auto ports = by_address(controls);
  std::vector<Sighting> sightings;
  for (const auto& control : controls) {
    if (control.outcome != judge::Outcome::accepted) continue;
    sightings.push_back(
        {catalog::Transport::tcp, host_label(control.host, control.address), control.port, finding_text(ports.at(control.address))});
  }
  return findings(sightings);
}

}  // namespace flowvet::report
