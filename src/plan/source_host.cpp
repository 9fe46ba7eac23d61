// From the word that a user typed to a host profile, and from there to the roles played.
#include "plan/source_host.hpp"

#include "flowvet/base/suggest.hpp"

#include <algorithm>

namespace flowvet::plan {
namespace {

bool holds(const std::vector<RoleId>& roles, const RoleId& role) {
  return std::ranges::find(roles, role) != roles.end();
}

bool can_play(const catalog::HostProfile& profile, const RoleId& role) {
  return holds(profile.plays, role) || std::ranges::any_of(profile.parts, [&](const auto& part) { return holds(part.plays, role); });
}

std::string profile_ids(const catalog::Catalog& catalog) {
  std::string list;
  for (const auto& profile : catalog.profiles) list += (list.empty() ? "" : ", ") + profile.id.text;
  return list;
}

/// Words of roles that a host can have; a suggestion of any other would only lead to the next problem.
std::vector<std::string> profile_words(const catalog::Catalog& catalog) {
  std::vector<std::string> words;
  for (const auto& profile : catalog.profiles) {
    words.push_back(profile.id.text);
    const auto* role = catalog::find_role(catalog, profile.id.text);
    if (role == nullptr) continue;
    words.push_back(role->names.en);
    words.push_back(role->names.ja);
    words.insert(words.end(), role->aliases.begin(), role->aliases.end());
  }
  return words;
}

Problem unknown_role(const catalog::Catalog& catalog, std::string_view text) {
  const auto near = nearest_word(text, profile_words(catalog));
  return {"unknown role \"" + std::string(text) + "\"", "",
          near ? "did you mean \"" + *near + "\"?" : "hosts that can be checked: " + profile_ids(catalog)};
}

/// Hosts from which flows to this role start.
std::string sources_towards(const catalog::Catalog& catalog, const RoleId& role) {
  std::string list;
  for (const auto& profile : catalog.profiles) {
    const bool connects = std::ranges::any_of(catalog.flows, [&](const catalog::Flow& flow) {
      return holds(flow.to, role) && std::ranges::any_of(flow.from, [&](const RoleId& from) { return can_play(profile, from); });
    });
    if (connects) list += (list.empty() ? "" : ", ") + profile.id.text;
  }
  return list;
}

Problem not_a_source(const catalog::Catalog& catalog, const catalog::Role& role) {
  const auto shown = role.names.en + " (" + role.id.text + ")";
  for (const auto& profile : catalog.profiles)
    if (can_play(profile, role.id))
      return {shown + " has no host profile of its own", "", "check \"" + profile.id.text + "\", which plays it"};
  const auto sources = sources_towards(catalog, role.id);
  return {"no documented flow starts at " + shown, "", sources.empty() ? "" : "run on a host that connects to it: " + sources};
}

void merge(Part& into, const Part& from) {
  if (from.state == into.state) into.features.insert(into.features.end(), from.features.begin(), from.features.end());
  if (from.state < into.state) into = from;
}

std::map<RoleId, Part> roles_played(const catalog::HostProfile& profile, const site::Site& site) {
  std::map<RoleId, Part> plays;
  for (const auto& role : profile.plays) plays[role] = Part{Switch::on, {}};
  for (const auto& part : profile.parts) {
    const auto state = state_of(site, part.feature);
    for (const auto& role : part.plays)
      merge(plays[role], {state, state == Switch::on ? std::vector<Feature>{} : std::vector{part.feature}});
  }
  return plays;
}

}  // namespace

Switch state_of(const site::Site& site, const Feature& feature) {
  const auto found = site.features.find(feature);
  if (found == site.features.end()) return Switch::not_stated;
  return found->second ? Switch::on : Switch::off;
}

const Part* SourceHost::part_of(const std::vector<RoleId>& roles) const {
  const Part* best = nullptr;
  for (const auto& role : roles) {
    const auto found = plays.find(role);
    if (found != plays.end() && (best == nullptr || found->second.state < best->state)) best = &found->second;
  }
  return best;
}

Result<SourceHost> find_source_host(const catalog::Catalog& catalog, const site::Site& site, std::string_view role) {
  const auto* known = catalog::find_role(catalog, role);
  const auto* profile = catalog::find_profile(catalog, known ? known->id : RoleId(std::string(role)));
  if (profile) return SourceHost{profile, roles_played(*profile, site)};
  return Problems{known ? not_a_source(catalog, *known) : unknown_role(catalog, role)};
}

}  // namespace flowvet::plan
