// The same selection and weights as for flows that start here, seen from the other end.
#include "flowvet/plan/inbound_check.hpp"

#include "flowvet/base/suggest.hpp"
#include "plan/flow_words.hpp"
#include "plan/select_flows.hpp"
#include "plan/skip_reason.hpp"

#include <algorithm>
#include <set>

namespace flowvet::plan {
namespace {

/// A host of a role plays it, and whatever its host profile says, if there is one.
Result<SourceHost> find_receiving_host(const catalog::Catalog& catalog, const site::Site& site, std::string_view word) {
  const auto* role = catalog::find_role(catalog, word);
  const RoleId id = role ? role->id : RoleId(std::string(word));
  SourceHost host;
  if (catalog::find_profile(catalog, id) != nullptr) {
    auto found = find_source_host(catalog, site, word);
    if (!found) return found.error();
    host = std::move(*found);
  } else if (role == nullptr) {
    return Problems{{"unknown role \"" + std::string(word) + "\"", "", suggestion(word, catalog::role_words(catalog))}};
  }
  host.plays[id] = Part{Switch::on, {}};
  return host;
}

/// Looking at a socket of this host disturbs no cluster, and a port that only this host's loopback may reach is looked at as well.
bool is_lifted(const SkippedFlow& skipped) {
  return skipped.reason == SkipReason::heartbeat;
}

/// Nothing listens for ICMP.
bool has_ports(const Candidate& candidate) {
  return std::ranges::any_of(candidate.lanes, [](const Lane& lane) { return !lane.ports.empty(); });
}

class Planner {
 public:
  explicit Planner(std::string host) : host_(std::move(host)) {}

  void add(Candidate candidate) {
    if (candidate.skipped && !(is_lifted(*candidate.skipped) && has_ports(candidate)))
      return result_.plan.skipped.push_back(*std::move(candidate.skipped));
    if (!has_ports(candidate)) return result_.plan.skipped.push_back(skipped_without_port(candidate.flow.id));
    const auto to = candidate.flow.to.front();
    for (const auto& lane : candidate.lanes)
      for (const auto& ports : lane.ports) add_ports(candidate, lane.transport, ports, to);
    result_.plan.flows.push_back(std::move(candidate.flow));
  }

  InboundPlan take() { return std::move(result_); }

 private:
  void add_ports(Candidate& candidate, catalog::Transport transport, const PortRange& ports, const RoleId& to) {
    if (ports.size() > whole_range_limit) {
      add_note(candidate.flow.note,
               std::string(to_word(transport)) + " " + to_text(ports) + " is judged as a whole: one listener in it is enough");
      add_probe(candidate, transport, ports, to);
      return;
    }
    for (std::uint32_t port = ports.first; port <= ports.last; ++port) {
      const auto one = static_cast<std::uint16_t>(port);
      add_probe(candidate, transport, {one, one}, to);
    }
  }

  void add_probe(Candidate& candidate, catalog::Transport transport, const PortRange& ports, const RoleId& to) {
    Probe probe;
    probe.host = host_;
    probe.transport = transport;
    probe.port = ports.first;
    candidate.flow.checks.push_back({result_.plan.probes.size(), to, candidate.expect, candidate.wanted, std::nullopt});
    result_.plan.probes.push_back(std::move(probe));
    result_.ports.push_back(ports);
  }

  std::string host_;
  InboundPlan result_;
};

Result<void> keep_only_named(std::vector<Candidate>& candidates, const std::vector<std::string>& words, const std::string& role_name) {
  if (words.empty()) return {};
  std::vector<FlowId> ids;
  for (const auto& candidate : candidates) ids.push_back(candidate.flow.id);
  std::set<FlowId> wanted;
  Problems problems;
  for (const auto& word : words) {
    auto named = flows_named_by(word, ids);
    if (named.empty())
      problems.push_back(
          {"no flow to " + role_name + " is or begins with \"" + word + "\"", "--flow", suggestion(word, words_naming(ids))});
    wanted.merge(named);
  }
  if (!problems.empty()) return problems;
  std::erase_if(candidates, [&wanted](const Candidate& candidate) { return !wanted.contains(candidate.flow.id); });
  return {};
}

}  // namespace

Result<InboundPlan> make_inbound_plan(const catalog::Catalog& catalog, const site::Site& site, std::string_view role,
                                      const PlanOptions& options, const std::string& host) {
  const auto receiver = find_receiving_host(catalog, site, role);
  if (!receiver) return receiver.error();
  const auto* known = catalog::find_role(catalog, role);
  const auto id = known ? known->id : receiver->profile->id;
  const auto name = receiver->profile ? receiver->profile->names.en : name_of(catalog, id);

  auto candidates = select_arriving(catalog, site, *receiver, options);
  if (const auto kept = keep_only_named(candidates, options.only_flows, name); !kept) return kept.error();
  Planner planner(host);
  for (auto& candidate : candidates) planner.add(std::move(candidate));
  auto result = planner.take();
  result.plan.role = id;
  result.plan.role_name = name;
  result.plan.site = site.name;
  if (result.plan.probes.empty())
    return Problems{{"nothing that can be checked arrives at " + name, "",
                     result.plan.skipped.empty() ? "" : result.plan.skipped.front().id.text + ": " + result.plan.skipped.front().text}};
  return result;
}

}  // namespace flowvet::plan
