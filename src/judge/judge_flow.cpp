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
  [[nodiscard]] auto begin() { return entries_.begin(); }
  [[nodiscard]] auto end() { return entries_.end(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  std::map<Key, std::size_t> index_;
  std::vector<std::pair<Key, Value>> entries_;
};

using Checks = std::vector<CheckVerdict*>;
/// How one port was tried: straight, and through the proxy that the site names. The latter is the same for every address of the
/// host, because the proxy chooses one itself.
struct Ways {
  Checks straight;
  Checks through_proxy;
};
using Ports = InOrder<std::uint16_t, Ways>;
/// The ports of one transport at one place.
struct PortGroup {
  Ports planned;          ///< by the plan
  Checks needed, others;  ///< named by the endpoint mapper: for interfaces that documented flows go to, and for others only
  bool mapped = false;    ///< of those by the plan some were only checked because the mapper named none
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

void add_straight(PortGroup& group, CheckVerdict& check, const plan::Probe& probe, const probe::Observation* seen) {
  if (seen != nullptr && is_named_port(probe, *seen)) {
    (any_needed(seen->endpoints) ? group.needed : group.others).push_back(&check);
  } else {
    const std::uint16_t port = probe.mapped && seen != nullptr ? seen->port : probe.port;
    group.planned[port].straight.push_back(&check);
    if (probe.mapped) group.mapped = true;
  }
}

/// Puts a check that went through a proxy beside the straight ones to the same port of its host.
void add_proxied(Places& places, const std::string& host, const plan::Probe& probe, CheckVerdict& check) {
  bool beside = false;
  for (auto& [place, transports] : places) {
    if (place.first != host) continue;
    transports[probe.transport].planned[probe.port].through_proxy.push_back(&check);
    beside = true;
  }
  if (!beside) places[{host, std::nullopt}][probe.transport].planned[probe.port].through_proxy.push_back(&check);
}

Roles group(const plan::Plan& plan, std::vector<CheckVerdict>& checks, const probe::Observations& observations, plan::Way way) {
  Roles roles;
  for (const bool proxied : {false, true}) {
    for (auto& check : checks) {
      const auto& probe = plan.probes.at(check.probe);
      if (probe.way != way || probe.proxy.has_value() != proxied) continue;
      const auto host = base::same_host_key(probe.host);
      const auto* seen = observation_of(check, observations);
      const Place place{host, seen ? std::optional(seen->address) : std::nullopt};
      if (proxied)
        add_proxied(roles[check.to], host, probe, check);
      else
        add_straight(roles[check.to][place][probe.transport], check, probe, seen);
    }
  }
  return roles;
}

Judgement judgement_of(const CheckVerdict& check) {
  return {check.verdict, check.certainty, check.cause};
}

/// Where not every port need be in use, a closed one is no fault.
Judgement without_refusal(const CheckVerdict& check) {
  const bool closed = check.outcome == Outcome::refused && check.verdict == Verdict::fail;
  return closed ? Judgement{Verdict::unknown, Certainty::none, Cause::undetermined} : judgement_of(check);
}

std::vector<Judgement> judgements_of(const Checks& checks, Judgement (*judge)(const CheckVerdict&)) {
  std::vector<Judgement> parts;
  parts.reserve(checks.size());
  for (const auto* check : checks) parts.push_back(judge(*check));
  return parts;
}

/// Addresses of a proxy stand in for each other like those of any host. A refusal there is the proxy's own.
Judgement judge_proxy_way(const Ways& ways) {
  return survivors(judgements_of(ways.through_proxy, judgement_of));
}

Judgement judge_ways(const Ways& ways, Judgement (*judge)(const CheckVerdict&)) {
  if (ways.straight.empty()) return judge_proxy_way(ways);
  const auto straight = every_one(judgements_of(ways.straight, judge));
  return ways.through_proxy.empty() ? straight : either_way(straight, judge_proxy_way(ways));
}

std::vector<Judgement> judge_each(const Ports& ports, Judgement (*judge)(const CheckVerdict&)) {
  std::vector<Judgement> parts;
  parts.reserve(ports.size());
  for (const auto& [port, ways] : ports) parts.push_back(judge_ways(ways, judge));
  return parts;
}

/// Also with --all-ports, which leaves nothing out but does not put a service behind every port of a range.
bool is_range(const plan::PlannedFlow& flow, const PortGroup& group) {
  return flow.sampled || group.mapped || group.planned.size() > plan::whole_range_limit;
}

Judgement judge_planned(const plan::PlannedFlow& flow, const PortGroup& group) {
  const auto& ports = group.planned;
  const bool alternatives = flow.match == catalog::Match::any;
  if (is_range(flow, group)) {
    const auto parts = judge_each(ports, without_refusal);
    return alternatives ? sampled_alternatives(parts) : sampled(parts);
  }
  if (alternatives) return any_one(judge_each(ports, judgement_of));
  return flow.listens == catalog::Listens::on_demand ? sampled(judge_each(ports, without_refusal))
                                                     : every_one(judge_each(ports, judgement_of));
}

/// Each of these ports is in use: none speaks for another, and a refusal is no excuse.
Judgement judge_named(const PortGroup& group) {
  const auto others = judgements_of(group.others, judgement_of);
  return group.needed.empty() ? survivors(others) : with_fallback(every_one(judgements_of(group.needed, judgement_of)), others);
}

Judgement judge_ports(const plan::PlannedFlow& flow, const PortGroup& group) {
  std::vector<Judgement> parts;
  if (group.planned.size() > 0) parts.push_back(judge_planned(flow, group));
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

/// A straight way that fails where the proxy's works: that, and not what hinders it, is what its reader must know.
void name_needed_proxy(const Ways& ways) {
  const auto proxy_way = judge_proxy_way(ways);
  if (proxy_way.verdict != Verdict::pass && proxy_way.verdict != Verdict::degraded) return;
  for (auto* check : ways.straight)
    if (check->verdict == Verdict::fail) check->cause = Cause::proxy_needed;
}

void name_needed_proxies(const Roles& roles) {
  for (const auto& [role, places] : roles)
    for (const auto& [place, transports] : places)
      for (const auto& [transport, group] : transports)
        for (const auto& [port, ways] : group.planned) name_needed_proxy(ways);
}

Judgement judge_reachable(const plan::Plan& plan, const plan::PlannedFlow& flow, std::vector<CheckVerdict>& checks,
                          const probe::Observations& observations) {
  std::vector<Judgement> ways;
  for (const auto way : {plan::Way::forward, plan::Way::reverse}) {
    const auto roles = group(plan, checks, observations, way);
    name_needed_proxies(roles);
    if (roles.size() > 0) ways.push_back(judge_roles(flow, roles));
  }
  return every_one(ways);
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
  const auto whole = must_be_closed(checks) ? judge_closed(checks) : judge_reachable(plan, flow, checks, observations);
  return {whole.verdict, whole.certainty, whole.cause, std::move(checks)};
}

}  // namespace flowvet::judge
