// Groups the check verdicts of a flow and combines them step by step.
#include "judge/judge_flow.hpp"

#include "base/host_name.hpp"
#include "judge/combine.hpp"
#include "judge/judge_checks.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace flowvet::judge {
namespace {

using catalog::Transport;

/// Values by key, in the order in which the keys first came: causes are those of the plan's first failing check.
template <class Key, class Value>
class InOrder {
 public:
  Value& operator[](const Key& key) {
    const auto [entry, is_new] = index_.try_emplace(key, entries_.size());
    if (is_new) entries_.emplace_back(key, Value{});
    return entries_[entry->second].second;
  }
  [[nodiscard]] auto begin() const { return entries_.begin(); }
  [[nodiscard]] auto end() const { return entries_.end(); }

 private:
  std::map<Key, std::size_t> index_;
  std::vector<std::pair<Key, Value>> entries_;
};

using Ports = std::vector<const CheckVerdict*>;
/// The ports of one transport at one place.
struct PortGroup {
  Ports planned;         ///< by the plan
  Ports needed, others;  ///< named by the endpoint mapper: for interfaces that documented flows go to, and for others only
  bool mapped = false;   ///< of those by the plan some were only checked because the mapper named none
};
using Transports = InOrder<Transport, PortGroup>;
/// One host at one address. Without an address: the name has none, or it was never looked up.
using Place = std::pair<std::string, std::optional<IpAddress>>;
using Places = InOrder<Place, Transports>;
using Roles = InOrder<RoleId, Places>;

const probe::Observation* observation_of(const CheckVerdict& check, const probe::Observations& observations) {
  if (check.probe >= observations.size() || !observations[check.probe]) return nullptr;
  const auto& seen = observations[check.probe]->observations;
  return check.observation < seen.size() ? &seen[check.observation] : nullptr;
}

void add(PortGroup& group, const CheckVerdict& check, const plan::Probe& probe, const probe::Observation* seen) {
  if (seen != nullptr && is_named_port(probe, *seen)) {
    (any_needed(seen->endpoints) ? group.needed : group.others).push_back(&check);
  } else {
    group.planned.push_back(&check);
    if (probe.mapped) group.mapped = true;
  }
}

Roles group(const plan::Plan& plan, const std::vector<CheckVerdict>& checks, const probe::Observations& observations) {
  Roles roles;
  for (const auto& check : checks) {
    const auto& probe = plan.probes.at(check.probe);
    const auto* seen = observation_of(check, observations);
    const Place place{base::same_host_key(probe.host), seen ? std::optional(seen->address) : std::nullopt};
    add(roles[check.to][place][probe.transport], check, probe, seen);
  }
  return roles;
}

Judgement judgement_of(const CheckVerdict& check) {
  return {check.verdict, check.certainty, check.cause};
}

std::vector<Judgement> judgements_of(const Ports& ports) {
  std::vector<Judgement> parts;
  parts.reserve(ports.size());
  for (const auto* check : ports) parts.push_back(judgement_of(*check));
  return parts;
}

/// Where not every port need be in use, a closed one is no fault.
std::vector<Judgement> without_refusals(const Ports& ports) {
  auto parts = judgements_of(ports);
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (ports[i]->outcome == Outcome::refused && parts[i].verdict == Verdict::fail)
      parts[i] = {Verdict::unknown, Certainty::none, Cause::undetermined};
  return parts;
}

/// Also with --all-ports, which leaves nothing out but does not put a service behind every port of a range.
bool is_range(const plan::PlannedFlow& flow, const PortGroup& group) {
  return flow.sampled || group.mapped || group.planned.size() > plan::whole_range_limit;
}

Judgement judge_planned(const plan::PlannedFlow& flow, const PortGroup& group) {
  const auto& ports = group.planned;
  const bool alternatives = flow.match == catalog::Match::any;
  if (is_range(flow, group)) return alternatives ? sampled_alternatives(without_refusals(ports)) : sampled(without_refusals(ports));
  if (alternatives) return any_one(judgements_of(ports));
  return flow.listens == catalog::Listens::on_demand ? sampled(without_refusals(ports)) : every_one(judgements_of(ports));
}

/// Each of these ports is in use: none speaks for another, and a refusal is no excuse.
Judgement judge_named(const PortGroup& group) {
  if (group.needed.empty()) return survivors(judgements_of(group.others));
  return with_fallback(every_one(judgements_of(group.needed)), judgements_of(group.others));
}

Judgement judge_ports(const plan::PlannedFlow& flow, const PortGroup& group) {
  std::vector<Judgement> parts;
  if (!group.planned.empty()) parts.push_back(judge_planned(flow, group));
  if (!group.needed.empty() || !group.others.empty()) parts.push_back(judge_named(group));
  return every_one(parts);
}

Judgement judge_transports(const plan::PlannedFlow& flow, const Transports& transports) {
  std::vector<Judgement> main, fallback;
  for (const auto& [transport, ports] : transports) {
    const bool falls_back = std::ranges::find(flow.fallback, transport) != flow.fallback.end();
    (falls_back ? fallback : main).push_back(judge_ports(flow, ports));
  }
  if (main.empty()) return every_one(fallback);  // nothing is left to fall back to
  return with_fallback(every_one(main), fallback);
}

Judgement judge_places(const plan::PlannedFlow& flow, const Places& places) {
  std::vector<Judgement> parts;
  for (const auto& [place, transports] : places) parts.push_back(judge_transports(flow, transports));
  return survivors(parts);
}

Judgement judge_roles(const plan::PlannedFlow& flow, const Roles& roles) {
  std::vector<Judgement> parts;
  for (const auto& [role, places] : roles) parts.push_back(judge_places(flow, places));
  return every_one(parts);
}

bool must_be_closed(const std::vector<CheckVerdict>& checks) {
  return std::ranges::any_of(checks, [](const CheckVerdict& check) { return check.expect == site::Expect::closed; });
}

Judgement judge_closed(const std::vector<CheckVerdict>& checks) {
  std::vector<Judgement> parts;
  parts.reserve(checks.size());
  for (const auto& check : checks) parts.push_back(judgement_of(check));
  return every_one(parts);
}

}  // namespace

FlowVerdict judge_flow(const plan::Plan& plan, const plan::PlannedFlow& flow, const probe::Observations& observations,
                       const Controls& controls) {
  auto checks = judge_checks(plan, flow, observations, controls);
  const auto whole = must_be_closed(checks) ? judge_closed(checks) : judge_roles(flow, group(plan, checks, observations));
  return {whole.verdict, whole.certainty, whole.cause, std::move(checks)};
}

}  // namespace flowvet::judge
