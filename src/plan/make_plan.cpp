// Catalog + Site -> Plan: choose the flows, find their hosts, list the probes, keep what is left out with its reason.
#include "flowvet/plan/plan.hpp"

#include "plan/closed_pairs.hpp"
#include "plan/control_probes.hpp"
#include "plan/destinations.hpp"
#include "plan/only_flows.hpp"
#include "plan/probe_table.hpp"
#include "plan/sample_ports.hpp"
#include "plan/select_flows.hpp"
#include "plan/skip_reason.hpp"
#include "plan/source_host.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace flowvet::plan {
namespace {

/// An echo needs no port; one probe without a number stands for it.
constexpr std::array<std::uint16_t, 1> no_port{0};

/// An ICMP echo is the least that can be asked there, so --connect-only keeps it.
std::string service_of(const Lane& lane, const PlanOptions& options) {
  return options.connect_only && lane.transport != catalog::Transport::icmp ? std::string() : lane.service;
}

void note_sample(PlannedFlow& flow, const PortSample& sample) {
  if (!sample.is_partial() || flow.sampled) return;
  flow.sampled = true;
  add_note(flow.note, std::to_string(sample.ports.size()) + " of " + std::to_string(sample.documented) +
                          " ports are checked; --all-ports checks every one");
}

/// Said once for each transport, however many destinations it has.
void note_straight_only(PlannedFlow& flow, catalog::Transport transport) {
  const auto note = "what goes over " + std::string(to_word(transport)) + " is checked directly only: an HTTP proxy carries TCP alone";
  if (flow.note.find(note) == std::string::npos) add_note(flow.note, note);
}

/// The part of make_plan() that fills in one flow after the other.
class Planner {
 public:
  Planner(const catalog::Catalog& catalog, const site::Site& site, std::span<const Service> services, const PlanOptions& options)
      : catalog_(catalog), site_(site), options_(options), probes_(services) {}

  void add(Candidate candidate) {
    if (candidate.skipped) return plan_.skipped.push_back(*std::move(candidate.skipped));
    auto destinations = find_destinations(catalog_, site_, candidate.flow);
    if (destinations.found.empty()) {
      endpoints_.insert(endpoints_.end(), destinations.missing.begin(), destinations.missing.end());
      return plan_.skipped.push_back(skipped_without_host(candidate.flow.id, destinations.missing, catalog_));
    }
    if (!destinations.note.empty()) add_note(candidate.flow.note, destinations.note);
    for (const auto& lane : candidate.lanes) add_lane(candidate, lane, destinations.found);
    plan_.flows.push_back(std::move(candidate.flow));
  }

  /// The roles for which a host was missing, each once.
  [[nodiscard]] std::vector<RoleId> endpoints_wanted() const {
    std::vector<RoleId> roles;
    for (const auto& role : endpoints_)
      if (std::ranges::find(roles, role) == roles.end()) roles.push_back(role);
    return roles;
  }

  Plan take() {
    plan_.probes = probes_.take();
    return std::move(plan_);
  }

 private:
  void add_lane(Candidate& candidate, const Lane& lane, const std::vector<Destination>& destinations) {
    const auto sample = sample_ports(lane.ports, options_.all_ports);
    const std::span<const std::uint16_t> ports = lane.transport == catalog::Transport::icmp ? no_port : std::span(sample.ports);
    note_sample(candidate.flow, sample);
    for (const auto& destination : destinations) {
      const auto proxy = proxy_of(site_, candidate.flow.id, destination.to);
      const bool through_proxy = proxy && lane.transport == catalog::Transport::tcp;
      if (proxy && !through_proxy) note_straight_only(candidate.flow, lane.transport);
      for (const auto& host : destination.hosts) {
        auto probe = probe_for(candidate.flow.id, lane, host);
        add_checks(candidate, destination.to, probe, ports);
        if (!through_proxy) continue;
        probe.proxy = proxy;
        add_checks(candidate, destination.to, probe, ports);
      }
    }
  }

  void add_checks(Candidate& candidate, const RoleId& to, const Probe& probe, std::span<const std::uint16_t> ports) {
    for (const auto index : probes_.add(probe, ports)) candidate.flow.checks.push_back({index, to, candidate.expect});
  }

  [[nodiscard]] Probe probe_for(const FlowId& id, const Lane& lane, const std::string& host) const {
    const auto& over = override_of(site_, id);
    Probe probe;
    probe.host = host;
    probe.transport = lane.transport;
    probe.service = service_of(lane, options_);
    probe.timeout = over.timeout.value_or(options_.timeout);
    probe.attempts = over.attempts.value_or(options_.attempts);
    return probe;
  }

  const catalog::Catalog& catalog_;
  const site::Site& site_;
  const PlanOptions& options_;
  ProbeTable probes_;
  std::vector<RoleId> endpoints_;
  Plan plan_;
};

/// An outcome that rests on a flow which the user left out for this run cannot be judged by it.
std::vector<catalog::Outcome> outcomes_of(const catalog::HostProfile& profile, const std::set<FlowId>& left_out) {
  const auto is_left_out = [&](const FlowId& id) { return left_out.contains(id); };
  std::vector<catalog::Outcome> outcomes;
  for (const auto& outcome : profile.outcomes) {
    const bool partial = std::ranges::any_of(outcome.degraded_without, is_left_out) ||
                         std::ranges::any_of(outcome.needs, [&](const auto& group) { return std::ranges::any_of(group, is_left_out); });
    if (!partial) outcomes.push_back(outcome);
  }
  return outcomes;
}

Problem nothing_to_check(const Plan& plan, const std::vector<RoleId>& endpoints) {
  std::string hint;
  for (const auto& role : endpoints) hint += (hint.empty() ? "--endpoint " : ", --endpoint ") + role.text + "=HOST";
  if (!endpoints.empty()) return {"nothing to check from " + plan.role_name + ": no host is given for any destination", "", hint};
  for (const auto& skipped : plan.skipped) hint += (hint.empty() ? "" : "; ") + skipped.id.text + ": " + skipped.text;
  return {"nothing to check from " + plan.role_name + ": every flow is left out", "", hint};
}

}  // namespace

Result<Plan> make_plan(const catalog::Catalog& catalog, const site::Site& site, std::string_view role, std::span<const Service> services,
                       const PlanOptions& options) {
  const auto host = find_source_host(catalog, site, role);
  if (!host) return host.error();

  auto candidates = select_flows(catalog, site, *host, options);
  auto pairs = closed_pairs(catalog, site, *host);
  if (!pairs) return pairs.error();
  std::ranges::move(*pairs, std::back_inserter(candidates));

  const auto left_out = keep_only(candidates, options.only_flows, catalog, *host);
  if (!left_out) return left_out.error();

  Planner planner(catalog, site, services, options);
  for (auto& candidate : candidates) planner.add(std::move(candidate));
  const auto endpoints = planner.endpoints_wanted();

  auto plan = planner.take();
  plan.role = host->profile->id;
  plan.role_name = host->profile->names.en;
  plan.site = site.name;
  plan.outcomes = outcomes_of(*host->profile, *left_out);
  if (plan.probes.empty()) return Problems{nothing_to_check(plan, endpoints)};
  if (options.controls) add_controls(plan, catalog, site);
  return plan;
}

}  // namespace flowvet::plan
