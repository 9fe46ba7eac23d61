// Catalog + Site -> Plan: choose the flows, find their hosts, list the probes, keep what is left out with its reason.
#include "flowvet/plan/plan.hpp"

#include "base/host_name.hpp"
#include "plan/asks.hpp"
#include "plan/callers.hpp"
#include "plan/closed_pairs.hpp"
#include "plan/control_probes.hpp"
#include "plan/destinations.hpp"
#include "plan/mapped_ports.hpp"
#include "plan/only_flows.hpp"
#include "plan/probe_table.hpp"
#include "plan/sample_ports.hpp"
#include "plan/secrets.hpp"
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

/// Whether the run is to make no request of this kind. An ICMP echo is the least that can be asked there, so it always stays.
bool is_held_back(const Lane& lane, const Service* service, const PlanOptions& options) {
  if (lane.transport == catalog::Transport::icmp) return false;
  return options.connect_only || (options.gentle && service != nullptr && service->care == Care::noticed);
}

void note_sample(PlannedFlow& flow, const PortSample& sample) {
  if (!sample.is_partial() || flow.sampled) return;
  flow.sampled = true;
  add_note(flow.note, std::to_string(sample.ports.size()) + " of " + std::to_string(sample.documented) +
                          " ports are checked; --all-ports checks every one");
}

void note_mapped_ports(PlannedFlow& flow, const PortSample& otherwise) {
  if (otherwise.is_partial()) flow.sampled = true;
  const auto all = std::to_string(otherwise.documented);
  add_note(flow.note, "the endpoint mapper names the ports; where it names none, " +
                          (otherwise.is_partial()
                               ? std::to_string(otherwise.ports.size()) + " of " + all + " are checked; --all-ports checks every one"
                               : "all " + all + " are checked"));
}

/// Said once, however many destinations the flow has.
void note_straight_only(PlannedFlow& flow, std::string_view what, std::string_view why) {
  const auto note = std::string(what) + " checked directly only: " + std::string(why);
  if (flow.note.find(note) == std::string::npos) add_note(flow.note, note);
}

/// The part of make_plan() that fills in one flow after the other.
class Planner {
 public:
  Planner(const catalog::Catalog& catalog, const site::Site& site, std::span<const Service> services, const PlanOptions& options)
      : catalog_(catalog), site_(site), services_(services), options_(options), probes_(services) {}

  void add(Candidate candidate) {
    if (candidate.skipped) return plan_.skipped.push_back(*std::move(candidate.skipped));
    if (candidate.way == Way::reverse) return add_inbound(std::move(candidate));
    auto destinations = find_destinations(catalog_, site_, candidate.flow);
    if (destinations.found.empty()) {
      endpoints_.insert(endpoints_.end(), destinations.missing.begin(), destinations.missing.end());
      return plan_.skipped.push_back(skipped_without_host(candidate.flow.id, destinations.missing, catalog_));
    }
    if (!destinations.note.empty()) add_note(candidate.flow.note, destinations.note);
    for (const auto& lane : candidate.lanes) add_lane(candidate, lane, destinations.found);
    if (options_.both_ways && candidate.flow.direction == catalog::Direction::both && candidate.expect != site::Expect::closed)
      add_call_backs(candidate, destinations.found);
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
  /// What other hosts begin: those of them call that are asked for a responder anyway, which flows of this host have seen to before.
  void add_inbound(Candidate candidate) {
    const auto callers = find_callers(site_, candidate.flow.from, contacts_);
    if (callers.found.empty() && callers.unreached.empty())
      return plan_.skipped.push_back(skipped_without_host(candidate.flow.id, callers.missing, catalog_));
    if (callers.found.empty()) return plan_.skipped.push_back(skipped_without_contact(candidate.flow.id, callers));
    if (const auto note = note_of(callers); !note.empty()) add_note(candidate.flow.note, note);
    add_call_backs(candidate, callers.found);
    plan_.flows.push_back(std::move(candidate.flow));
  }

  /// The path is all that a call-back can show.
  void add_call_backs(Candidate& candidate, const std::vector<Destination>& callers) {
    for (const auto& lane : candidate.lanes) {
      if (lane.transport == catalog::Transport::icmp) continue;
      const auto sample = sample_ports(lane.ports, false);
      note_sample(candidate.flow, sample);
      for (const auto& caller : callers)
        for (const auto& host : caller.hosts) {
          if (caller.printed) continue;
          Probe probe;
          probe.host = host;
          probe.transport = lane.transport;
          probe.timeout = options_.timeout;
          probe.way = Way::reverse;
          for (const auto index : probes_.add(probe, sample.ports))
            candidate.flow.checks.push_back({index, caller.to, site::Expect::path, site::Expect::path, lane.unproven});
        }
    }
  }

  void add_lane(Candidate& candidate, const Lane& lane, const std::vector<Destination>& destinations) {
    const bool mapped = !options_.connect_only && has_mapped_ports(lane);
    if (mapped) add_mapped_ports(candidate, lane, destinations);
    if (!mapped || options_.all_ports) add_ports(candidate, lane, destinations);
  }

  void add_ports(Candidate& candidate, const Lane& lane, const std::vector<Destination>& destinations) {
    const auto sample = sample_ports(lane.ports, options_.all_ports);
    const std::span<const std::uint16_t> ports = lane.transport == catalog::Transport::icmp ? no_port : std::span(sample.ports);
    note_sample(candidate.flow, sample);
    for (const auto& destination : destinations) {
      const auto proxy = proxy_of(site_, candidate.flow.id, destination.to);
      const bool through_proxy = proxy && lane.transport == catalog::Transport::tcp;
      if (proxy && !through_proxy)
        note_straight_only(candidate.flow, "what goes over " + std::string(to_word(lane.transport)) + " is",
                           "an HTTP proxy carries TCP alone");
      for (const auto& host : destination.hosts) {
        auto probe = probe_for(candidate, lane, destination, host);
        if (probe.asks == Asks::responder_first || probe.asks == Asks::service_first) contacts_.insert(base::same_host_key(host));
        add_checks(candidate, lane, destination.to, probe, ports);
        if (!through_proxy) continue;
        probe.proxy = proxy;
        probe.asks = Asks::never;  // a proxy looks for services, and what it says of them is its own word
        add_checks(candidate, lane, destination.to, probe, ports);
      }
    }
  }

  void add_checks(Candidate& candidate, const Lane& lane, const RoleId& to, const Probe& probe, std::span<const std::uint16_t> ports) {
    for (const auto index : probes_.add(probe, ports))
      candidate.flow.checks.push_back({index, to, candidate.expect, candidate.wanted, lane.unproven});
  }

  void add_mapped_ports(Candidate& candidate, const Lane& lane, const std::vector<Destination>& destinations) {
    const auto otherwise = sample_ports(lane.ports, false);
    if (!options_.all_ports) note_mapped_ports(candidate.flow, otherwise);
    for (const auto& destination : destinations) {
      if (proxy_of(site_, candidate.flow.id, destination.to))
        note_straight_only(candidate.flow, "dynamic RPC ports are", "the endpoint mapper names them for direct clients");
      for (const auto& host : destination.hosts) {
        auto probe = probe_for(candidate, lane, destination, host);
        probe.mapped = MappedPorts{0, lane.ports, otherwise.ports};
        candidate.flow.checks.push_back(
            {probes_.add_mapped(std::move(probe)), destination.to, candidate.expect, candidate.wanted, lane.unproven});
      }
    }
  }

  [[nodiscard]] Probe probe_for(const Candidate& candidate, const Lane& lane, const Destination& destination,
                                const std::string& host) const {
    const auto& id = candidate.flow.id;
    const auto& over = override_of(site_, id);
    const auto* service = find_service(services_, lane.service, lane.transport);
    Probe probe;
    probe.host = host;
    probe.transport = lane.transport;
    if (!is_held_back(lane, service, options_)) probe.service = lane.service;
    probe.once = service != nullptr && service->care == Care::once;
    probe.public_certificate = shows_public_certificate(destination.to);
    probe.timeout = over.timeout.value_or(options_.timeout);
    probe.attempts = over.attempts ? over.attempts : options_.attempts;
    probe.secret = secret_of(site_, id, destination.to);
    if (!destination.printed) probe.asks = asks_of(lane.transport, service, candidate.only_responders, options_);
    return probe;
  }

  [[nodiscard]] bool shows_public_certificate(const RoleId& to) const {
    const auto role = std::ranges::find(catalog_.roles, to, &catalog::Role::id);
    return role != catalog_.roles.end() && role->public_certificate;
  }

  const catalog::Catalog& catalog_;
  const site::Site& site_;
  std::span<const Service> services_;
  const PlanOptions& options_;
  ProbeTable probes_;
  std::vector<RoleId> endpoints_;
  std::set<std::string> contacts_;  ///< hosts that are asked for a responder
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

  if (auto useless = useless_secrets(catalog, site, services); !useless.empty()) return useless;
  auto candidates = select_flows(catalog, site, *host, options);
  auto pairs = closed_pairs(catalog, site, *host);
  if (!pairs) return pairs.error();
  std::ranges::move(*pairs, std::back_inserter(candidates));
  if (options.both_ways) std::ranges::move(select_inbound(catalog, site, *host, options), std::back_inserter(candidates));

  const auto left_out = keep_only(candidates, options.only_flows, catalog, *host);
  if (!left_out) return left_out.error();

  Planner planner(catalog, site, services, options);
  for (auto& candidate : candidates) planner.add(std::move(candidate));
  const auto endpoints = planner.endpoints_wanted();

  auto plan = planner.take();
  plan.role = host->profile->id;
  plan.role_name = host->profile->names.en;
  plan.site = site.name;
  plan.token = options.token;
  plan.outcomes = outcomes_of(*host->profile, *left_out);
  if (plan.probes.empty()) return Problems{nothing_to_check(plan, endpoints)};
  if (options.controls) add_controls(plan, catalog, site);
  return plan;
}

}  // namespace flowvet::plan
