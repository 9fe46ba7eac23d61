// Where the hosts of a destination role come from.
#include "plan/destinations.hpp"

#include "base/host_name.hpp"

#include <algorithm>
#include <set>

namespace flowvet::plan {
namespace {

const std::vector<std::string>* hosts_given(const site::Site& site, const RoleId& role) {
  const auto found = site.endpoints.find(role);
  return found == site.endpoints.end() || found->second.empty() ? nullptr : &found->second;
}

std::vector<std::string> each_once(const std::vector<std::string>& hosts) {
  std::vector<std::string> kept;
  std::set<std::string> seen;
  for (const auto& host : hosts)
    if (seen.insert(base::same_host_key(host)).second) kept.push_back(host);
  return kept;
}

std::vector<std::string> hosts_standing_in(const catalog::Catalog& catalog, const site::Site& site, const RoleId& role, std::string& note) {
  std::vector<std::string> hosts;
  for (const auto& other : catalog.roles) {
    if (std::ranges::find(other.stands_in_for, role) == other.stands_in_for.end()) continue;
    const auto* given = hosts_given(site, other.id);
    if (!given) continue;
    hosts.insert(hosts.end(), given->begin(), given->end());
    add_note(note, "hosts of " + other.names.en + " stand in for " + name_of(catalog, role));
  }
  return hosts;
}

Destination destination_of(const catalog::Catalog& catalog, const site::Site& site, const RoleId& role, std::string& note) {
  if (const auto* given = hosts_given(site, role)) return {role, each_once(*given)};
  if (auto standing_in = hosts_standing_in(catalog, site, role, note); !standing_in.empty()) return {role, each_once(standing_in)};
  const auto* known = catalog::find_role(catalog, role.text);
  return {role, known ? each_once(known->hosts) : std::vector<std::string>(), true};
}

void note_missing(Destinations& result, const catalog::Catalog& catalog) {
  if (result.found.empty()) return;
  for (const auto& role : result.missing)
    add_note(result.note, "not checked towards " + name_of(catalog, role) + ": no host given, --endpoint " + role.text + "=HOST");
}

}  // namespace

Destinations find_destinations(const catalog::Catalog& catalog, const site::Site& site, const PlannedFlow& flow) {
  const auto& own = override_of(site, flow.id).endpoints;
  if (!own.empty()) return {{{flow.to.at(0), each_once(own), false}}, {}, {}};
  Destinations result;
  for (const auto& role : flow.to) {
    auto destination = destination_of(catalog, site, role, result.note);
    if (destination.hosts.empty())
      result.missing.push_back(role);
    else
      result.found.push_back(std::move(destination));
  }
  note_missing(result, catalog);
  return result;
}

}  // namespace flowvet::plan
