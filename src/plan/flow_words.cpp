// Whole parts of an id first: only where they name nothing is a word the beginning of one.
#include "plan/flow_words.hpp"

namespace flowvet::plan {
namespace {

/// "sd-wan.sd-wan" must not drag in sd-wan.sd-wan-center while it stands for whole parts.
bool is_leading_parts(const std::string& word, const std::string& id) {
  return id == word || (id.size() > word.size() && id.starts_with(word) && (id[word.size()] == '.' || word.ends_with('.')));
}

bool begins(const std::string& word, const std::string& id) {
  return !word.empty() && id.starts_with(word);
}

}  // namespace

std::set<FlowId> flows_named_by(const std::string& word, std::span<const FlowId> ids) {
  for (const auto matches : {is_leading_parts, begins}) {
    std::set<FlowId> named;
    for (const auto& id : ids)
      if (matches(word, id.text)) named.insert(id);
    if (!named.empty()) return named;
  }
  return {};
}

std::vector<std::string> words_naming(std::span<const FlowId> ids) {
  std::set<std::string> words;
  for (const auto& id : ids) {
    for (auto dot = id.text.find('.'); dot != std::string::npos; dot = id.text.find('.', dot + 1)) words.insert(id.text.substr(0, dot));
    words.insert(id.text);
  }
  return {words.begin(), words.end()};
}

}  // namespace flowvet::plan
