// The catalog's words, indexed.
#include "site/vocabulary.hpp"

#include "flowvet/base/text.hpp"

namespace flowvet::site {

Vocabulary::Vocabulary(const catalog::Catalog& catalog) : role_words(catalog::role_words(catalog)), features(features_of(catalog)) {
  for (const auto& section : catalog.sections) sections.push_back(section.id);
  for (const auto& role : catalog.roles) {
    role_ids.push_back(role.id.text);
    for (const auto* name : {&role.id.text, &role.names.en, &role.names.ja}) roles_.emplace(fold_name(*name), &role);
    for (const auto& alias : role.aliases) roles_.emplace(fold_name(alias), &role);
  }
  for (const auto& flow : catalog.flows) {
    flow_ids.push_back(flow.id.text);
    flows_.emplace(flow.id.text, &flow);
  }
}

const catalog::Role* Vocabulary::role(std::string_view text) const {
  const auto found = roles_.find(fold_name(text));
  return found == roles_.end() ? nullptr : found->second;
}

const catalog::Flow* Vocabulary::flow(const std::string& id) const {
  const auto found = flows_.find(id);
  return found == flows_.end() ? nullptr : found->second;
}

}  // namespace flowvet::site
