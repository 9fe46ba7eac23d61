// Host profiles against roles and flows: whatever an outcome rests on must exist and start on a host of this kind.
#include "catalog/draft.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace flowvet::catalog {
namespace {

bool meets(const std::vector<RoleId>& roles, const std::unordered_set<RoleId>& played) {
  return std::any_of(roles.begin(), roles.end(), [&](const RoleId& role) { return played.contains(role); });
}

bool starts_on(const Flow& flow, const std::unordered_set<RoleId>& played) {
  return meets(flow.from, played) || (flow.direction == Direction::both && meets(flow.to, played));
}

/// What a profile may name. Made once for all profiles.
struct Known {
  explicit Known(const Catalog& catalog) {
    for (const auto& role : catalog.roles) role_ids.push_back(role.id.text);
    for (const auto& flow : catalog.flows) {
      flow_ids.push_back(flow.id.text);
      flows.emplace(flow.id, &flow);
    }
  }

  std::vector<std::string> role_ids, flow_ids;
  std::unordered_map<FlowId, const Flow*> flows;
};

class ProfileCheck {
 public:
  ProfileCheck(const HostProfile& profile, const std::string& place, const Known& known, ProblemList& problems)
      : profile_(profile), place_(place), known_(known), problems_(problems) {
    played_.insert(profile.plays.begin(), profile.plays.end());
    for (const auto& part : profile.parts) played_.insert(part.plays.begin(), part.plays.end());
  }

  void roles() const {
    if (profile_.plays.empty()) problem("a host plays at least one role");
    for (const auto& played : profile_.plays) role(played);
    for (const auto& part : profile_.parts)
      for (const auto& played : part.plays) role(played);
  }

  void parts() const {
    std::unordered_set<std::string> features;
    for (const auto& part : profile_.parts)
      if (!features.insert(part.feature.text).second) problem("two parts depend on the feature " + in_quotes(part.feature.text));
  }

  void outcomes() const {
    std::unordered_set<std::string> ids;
    for (const auto& outcome : profile_.outcomes) {
      if (!ids.insert(outcome.id).second) problem("two outcomes have the id " + in_quotes(outcome.id));
      if (outcome.needs.empty()) problem("outcome " + in_quotes(outcome.id) + " needs no flow");
      for (const auto& alternatives : outcome.needs)
        for (const auto& id : alternatives) flow(outcome, id);
      for (const auto& id : outcome.degraded_without) {
        flow(outcome, id);
        if (std::find(outcome.needs.begin(), outcome.needs.end(), std::vector{id}) != outcome.needs.end())
          problem("outcome " + in_quotes(outcome.id) + " both needs " + in_quotes(id.text) + " and is degraded without it");
      }
    }
  }

 private:
  void role(const RoleId& id) const {
    if (std::find(known_.role_ids.begin(), known_.role_ids.end(), id.text) == known_.role_ids.end())
      problem("unknown role " + in_quotes(id.text), suggestion(id.text, known_.role_ids));
  }

  void flow(const Outcome& outcome, const FlowId& id) const {
    const auto found = known_.flows.find(id);
    if (found == known_.flows.end())
      problem("outcome " + in_quotes(outcome.id) + " names the unknown flow " + in_quotes(id.text), suggestion(id.text, known_.flow_ids));
    else if (!starts_on(*found->second, played_))
      problem("outcome " + in_quotes(outcome.id) + " rests on " + in_quotes(id.text) + ", which does not start on this host");
  }

  void problem(const std::string& what, const std::string& hint = {}) const {
    problems_.add(place_, "host profile " + in_quotes(profile_.id.text) + ": " + what, hint);
  }

  const HostProfile& profile_;
  const std::string& place_;
  const Known& known_;
  ProblemList& problems_;
  std::unordered_set<RoleId> played_;
};

}  // namespace

void cross_check_profiles(Draft& draft) {
  const Known known(draft.catalog);
  std::unordered_set<RoleId> ids;
  for (std::size_t i = 0; i < draft.catalog.profiles.size(); ++i) {
    const auto& profile = draft.catalog.profiles[i];
    if (!ids.insert(profile.id).second)
      draft.problems.add(draft.profile_places[i], "two files describe the host profile " + in_quotes(profile.id.text));
    const ProfileCheck check(profile, draft.profile_places[i], known, draft.problems);
    check.roles();
    check.parts();
    check.outcomes();
  }
}

}  // namespace flowvet::catalog
