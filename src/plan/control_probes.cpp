// Which ports, and one pair of probes for each host.
#include "plan/control_probes.hpp"

#include "base/host_name.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <string>

namespace flowvet::plan {
namespace {

bool holds(const std::vector<PortRange>& ranges, std::uint16_t port) {
  return std::ranges::any_of(ranges, [port](const PortRange& range) { return range.contains(port); });
}

/// Also by a flow that is not checked in this run.
bool is_used(std::uint16_t port, const catalog::Catalog& catalog, const site::Site& site) {
  return std::ranges::any_of(catalog.flows, [port](const catalog::Flow& flow) { return holds(flow.ports, port); }) ||
         std::ranges::any_of(site.flows, [port](const auto& entry) {
           return std::ranges::any_of(entry.second.ports, [port](const auto& moved) { return holds(moved.second, port); });
         });
}

std::vector<std::uint16_t> control_ports(const catalog::Catalog& catalog, const site::Site& site) {
  std::vector<std::uint16_t> ports;
  const auto add_first_free = [&](std::span<const std::uint16_t> kind) {
    const auto free = std::ranges::find_if(kind, [&](std::uint16_t port) { return !is_used(port, catalog, site); });
    if (free != kind.end()) ports.push_back(*free);
  };
  add_first_free(low_control_ports);
  add_first_free(high_control_ports);
  return ports;
}

/// A control is mostly silent, and what the two of a host miss together is rare enough.
std::optional<int> half_of(std::optional<int> attempts) { return attempts ? std::optional((*attempts + 1) / 2) : std::nullopt; }

/// As many as the path asks for is more than any number.
std::optional<int> more_patient(std::optional<int> a, std::optional<int> b) {
  return a && b ? std::optional(std::max(*a, *b)) : std::nullopt;
}

Probe control_of(const Probe& probe) {
  Probe control;
  control.host = probe.host;
  control.attempts = half_of(probe.attempts);
  return control;
}

/// One control for each host with a TCP probe, still without a port.
std::vector<Probe> one_per_host(const std::vector<Probe>& probes) {
  std::vector<Probe> controls;
  std::map<std::string, std::size_t> of_host;
  for (const auto& probe : probes) {
    if (probe.transport != catalog::Transport::tcp || probe.proxy || probe.way == Way::reverse) continue;
    const auto [entry, is_new] = of_host.try_emplace(base::same_host_key(probe.host), controls.size());
    if (is_new) controls.push_back(control_of(probe));
    auto& control = controls[entry->second];
    control.timeout = std::max(control.timeout, probe.timeout);
    control.attempts = more_patient(control.attempts, half_of(probe.attempts));
  }
  return controls;
}

}  // namespace

void add_controls(Plan& plan, const catalog::Catalog& catalog, const site::Site& site) {
  const auto ports = control_ports(catalog, site);
  for (auto& control : one_per_host(plan.probes))
    for (const auto port : ports) {
      control.port = port;
      plan.controls.push_back(plan.probes.size());
      plan.probes.push_back(control);
    }
}

}  // namespace flowvet::plan
