// The catalog while it is being read: what the files say so far, where each thing stands, and what is wrong.
// load.cpp fills it file by file, cross_check.cpp looks at the whole.
#pragma once

#include "base/json_node.hpp"
#include "base/problem_list.hpp"
#include "flowvet/catalog/catalog.hpp"

#include <span>
#include <string>
#include <vector>

namespace flowvet::catalog {

struct Draft {
  Catalog catalog;
  std::vector<std::string> role_places;     ///< indexed like catalog.roles
  std::vector<std::string> flow_places;     ///< indexed like catalog.flows
  std::vector<std::string> profile_places;  ///< indexed like catalog.profiles
  ProblemList problems;
};

/// roles.json.
void read_roles(const JsonNode& file, Draft& draft);
/// catalog/<stem>.json.
void read_section(const JsonNode& file, const std::string& stem, Draft& draft);
/// hosts/<stem>.json.
void read_host(const JsonNode& file, const std::string& stem, Draft& draft);

/// What one file cannot show: ids and names that are used twice, roles, flows and handshakes that do not exist.
void cross_check(Draft& draft, std::span<const std::string> services);
/// The part of it that concerns host profiles.
void cross_check_profiles(Draft& draft);

/// {"en": ..., "ja": ...}, both needed.
Text read_text(const JsonNode& node);
/// A needed member of that form.
Text read_text(const JsonObject& object, std::string_view key);

/// Ids of kind I from their texts.
template <class I>
std::vector<I> ids_of(std::vector<std::string> texts) {
  std::vector<I> ids;
  for (auto& text : texts) ids.emplace_back(std::move(text));
  return ids;
}

}  // namespace flowvet::catalog
