// Roles choose the flows; features, needs and the site's overrides decide how each one counts.
#include "plan/select_flows.hpp"

#include "plan/skip_reason.hpp"

#include <algorithm>

namespace flowvet::plan {
namespace {

using catalog::Flow;
using catalog::Need;
using site::Expect;
using site::FlowOverride;

bool is_loopback_only(const Flow& flow) {
  return flow.skip == to_word(SkipReason::loopback_only);
}

/// What listens only during a session cannot be expected to serve now; that the path is open can. What listens on loopback only
/// must be closed to everybody else, unless the site says something about it.
Expect expectation_of(const Flow& flow, const FlowOverride& over, const PlanOptions& options) {
  if (is_loopback_only(flow)) return over.expect.value_or(Expect::closed);
  const auto wanted = over.expect.value_or(options.expect);
  return wanted == Expect::serve && flow.listens == catalog::Listens::on_demand ? Expect::path : wanted;
}

/// Features that decide whether the flow is needed, by what the site says about them.
struct Conditions {
  std::vector<Feature> off;
  std::vector<Feature> not_stated;
};

Conditions conditions_of(const Flow& flow, const Part& part, const site::Site& site) {
  Conditions conditions;
  for (const auto& feature : flow.when) {
    const auto state = state_of(site, feature);
    if (state == Switch::off) conditions.off.push_back(feature);
    if (state == Switch::not_stated) conditions.not_stated.push_back(feature);
  }
  auto& of_part = part.state == Switch::off ? conditions.off : conditions.not_stated;
  for (const auto& feature : part.features)
    if (std::ranges::find(of_part, feature) == of_part.end()) of_part.push_back(feature);
  return conditions;
}

/// A word of the site about this very flow, or the wish that it be closed, counts more than any feature.
bool depends_on_features(const FlowOverride& over, Expect expect) {
  return expect != Expect::closed && over.need.value_or(Need::conditional) == Need::conditional;
}

std::string requiring(const std::vector<Feature>& features) {
  std::string list;
  for (const auto& feature : features) list += (list.empty() ? "features." : " and features.") + feature.text + "=true";
  return "optional here: " + list + (features.size() == 1 ? " makes it required" : " make it required");
}

/// Nobody asked for a loopback listener to be closed: that it is open elsewhere is worth a warning, not a failed run.
Need need_where_closed(const Flow& flow, const FlowOverride& over) {
  return is_loopback_only(flow) && !over.expect ? Need::optional : Need::required;
}

void weigh(Candidate& candidate, const Flow& flow, const FlowOverride& over, const Conditions& conditions) {
  const auto need = over.need.value_or(candidate.expect == Expect::closed ? need_where_closed(flow, over) : flow.need);
  candidate.flow.weight = need == Need::optional || !conditions.not_stated.empty() ? Weight::optional : Weight::required;
  if (need != Need::optional && !conditions.not_stated.empty()) add_note(candidate.flow.note, requiring(conditions.not_stated));
}

PlannedFlow planned(const Flow& flow) {
  PlannedFlow plan;
  plan.id = flow.id;
  plan.match = flow.match;
  plan.fallback = flow.fallback;
  plan.direction = flow.direction;
  plan.listens = flow.listens;
  plan.loopback_only = is_loopback_only(flow);
  plan.purpose = flow.purpose;
  plan.from = flow.from;
  plan.to = flow.to;
  plan.sources = flow.sources;
  plan.doubt = flow.doubt;
  return plan;
}

std::vector<Lane> lanes_of(const Flow& flow, const FlowOverride& over) {
  std::vector<Lane> lanes;
  for (const auto transport : flow.transports) {
    const auto moved = over.ports.find(transport);
    if (transport == catalog::Transport::icmp) {
      lanes.push_back(lane_of(flow, transport, {}));
    } else if (auto ports = moved == over.ports.end() ? flow.ports : moved->second; !ports.empty()) {
      lanes.push_back(lane_of(flow, transport, std::move(ports)));
    }
  }
  return lanes;
}

/// A heartbeat port may be sent what a responder is sent, once one has said that it holds the port. This host's own may not: the
/// call-back would go to whatever listens there.
bool is_for_responders_only(const Flow& flow, Expect expect, Way way, const PlanOptions& options) {
  return options.token && way == Way::forward && expect == Expect::path && flow.skip == to_word(SkipReason::heartbeat);
}

std::optional<SkippedFlow> why_skipped(const Flow& flow, const FlowOverride& over, const Conditions& conditions,
                                       const Candidate& candidate) {
  if (!over.skip.empty()) return skipped_by_site(flow.id, over);
  if (!conditions.off.empty()) return skipped_by_features(flow.id, conditions.off);
  if (is_loopback_only(flow) && candidate.expect == Expect::closed) return std::nullopt;
  if (auto skipped = skipped_by_catalog(flow, over); skipped && !candidate.only_responders) return skipped;
  if (candidate.lanes.empty()) return skipped_without_port(flow.id);
  return std::nullopt;
}

Candidate make_candidate(const Flow& flow, const Part& part, const site::Site& site, const PlanOptions& options, Way way = Way::forward) {
  const auto& over = override_of(site, flow.id);
  Candidate candidate;
  candidate.way = way;
  candidate.flow = planned(flow);
  candidate.wanted = over.expect.value_or(options.expect);
  candidate.expect = expectation_of(flow, over, options);
  candidate.lanes = lanes_of(flow, over);
  candidate.only_responders = is_for_responders_only(flow, candidate.expect, way, options);
  const auto conditions = depends_on_features(over, candidate.expect) ? conditions_of(flow, part, site) : Conditions{};
  weigh(candidate, flow, over, conditions);
  candidate.skipped = why_skipped(flow, over, conditions, candidate);
  return candidate;
}

}  // namespace

std::vector<Candidate> select_flows(const catalog::Catalog& catalog, const site::Site& site, const SourceHost& host,
                                    const PlanOptions& options) {
  std::vector<Candidate> candidates;
  for (const auto& flow : catalog.flows)
    if (const auto* part = host.part_of(flow.from)) candidates.push_back(make_candidate(flow, *part, site, options));
  return candidates;
}

std::vector<Candidate> select_inbound(const catalog::Catalog& catalog, const site::Site& site, const SourceHost& host,
                                      const PlanOptions& options) {
  std::vector<Candidate> candidates;
  for (const auto& flow : catalog.flows) {
    const auto* part = host.part_of(flow.to);
    if (part == nullptr || part->state == Switch::off || host.part_of(flow.from) != nullptr) continue;
    auto candidate = make_candidate(flow, *part, site, options, Way::reverse);
    if (candidate.expect != Expect::closed) candidates.push_back(std::move(candidate));
  }
  return candidates;
}

std::vector<Candidate> select_arriving(const catalog::Catalog& catalog, const site::Site& site, const SourceHost& host,
                                       const PlanOptions& options) {
  std::vector<Candidate> candidates;
  for (const auto& flow : catalog.flows) {
    const auto* part = host.part_of(flow.to);
    if (part == nullptr && flow.direction == catalog::Direction::both) part = host.part_of(flow.from);
    if (part != nullptr) candidates.push_back(make_candidate(flow, *part, site, options));
  }
  return candidates;
}

}  // namespace flowvet::plan
