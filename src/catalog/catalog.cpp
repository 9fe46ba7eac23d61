// Finding things in a Catalog. Linear: it holds a few hundred flows and a few dozen questions are asked.
#include "flowvet/catalog/catalog.hpp"

#include "flowvet/base/text.hpp"

#include <algorithm>
#include <set>

namespace flowvet::catalog {
namespace {

template <class Thing, class Key>
const Thing* find_by_id(const std::vector<Thing>& things, const Key& id) {
  const auto found = std::find_if(things.begin(), things.end(), [&](const Thing& thing) { return thing.id == id; });
  return found == things.end() ? nullptr : &*found;
}

bool is_named(const Role& role, const std::string& folded) {
  const auto same = [&](const std::string& name) { return fold_name(name) == folded; };
  return same(role.id.text) || same(role.names.en) || same(role.names.ja) || std::any_of(role.aliases.begin(), role.aliases.end(), same);
}

}  // namespace

const Role* find_role(const Catalog& catalog, std::string_view text) {
  if (const auto* role = find_by_id(catalog.roles, RoleId(std::string(text)))) return role;
  const auto folded = fold_name(text);
  if (folded.empty()) return nullptr;
  const auto found = std::find_if(catalog.roles.begin(), catalog.roles.end(), [&](const Role& role) { return is_named(role, folded); });
  return found == catalog.roles.end() ? nullptr : &*found;
}

const Flow* find_flow(const Catalog& catalog, const FlowId& id) {
  return find_by_id(catalog.flows, id);
}

const HostProfile* find_profile(const Catalog& catalog, const RoleId& id) {
  return find_by_id(catalog.profiles, id);
}

std::vector<std::string> features_of(const Catalog& catalog) {
  std::set<std::string> features;
  for (const auto& flow : catalog.flows)
    for (const auto& feature : flow.when) features.insert(feature.text);
  for (const auto& profile : catalog.profiles)
    for (const auto& part : profile.parts) features.insert(part.feature.text);
  return {features.begin(), features.end()};
}

std::vector<std::string> role_words(const Catalog& catalog) {
  std::vector<std::string> words;
  for (const auto& role : catalog.roles) {
    words.push_back(role.id.text);
    for (const auto* name : {&role.names.en, &role.names.ja})
      if (std::find(words.begin(), words.end(), *name) == words.end()) words.push_back(*name);
  }
  return words;
}

}  // namespace flowvet::catalog
