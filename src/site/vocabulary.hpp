// Every word that a site file may use, looked up once per word however large the file is.
#pragma once

#include "flowvet/catalog/catalog.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace flowvet::site {

/// Refers to the catalog, which must outlive it.
struct Vocabulary {
  explicit Vocabulary(const catalog::Catalog& catalog);

  /// The same answers as catalog::find_role and find_flow.
  [[nodiscard]] const catalog::Role* role(std::string_view text) const;
  [[nodiscard]] const catalog::Flow* flow(const std::string& id) const;

  std::vector<std::string> sections, role_ids, role_words, flow_ids, features;  ///< for suggestions

 private:
  std::unordered_map<std::string, const catalog::Role*> roles_;  ///< by folded name
  std::unordered_map<std::string, const catalog::Flow*> flows_;
};

}  // namespace flowvet::site
