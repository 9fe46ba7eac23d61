// Words of `--flow` against the ids of the candidates.
#include "plan/only_flows.hpp"

#include "flowvet/base/suggest.hpp"

#include <algorithm>

namespace flowvet::plan {
namespace {

/// "sd-wan.sd-wan" must not drag in sd-wan.sd-wan-center while it stands for whole parts.
bool is_leading_parts(const std::string& word, const std::string& id) {
  return id == word || (id.size() > word.size() && id.starts_with(word) && (id[word.size()] == '.' || word.ends_with('.')));
}

bool begins(const std::string& word, const std::string& id) {
  return !word.empty() && id.starts_with(word);
}

std::set<FlowId> named_by(const std::string& word, const std::vector<Candidate>& candidates) {
  for (const auto matches : {is_leading_parts, begins}) {
    std::set<FlowId> named;
    for (const auto& candidate : candidates)
      if (matches(word, candidate.flow.id.text)) named.insert(candidate.flow.id);
    if (!named.empty()) return named;
  }
  return {};
}

/// Every id and every leading run of its parts, for suggestions.
std::vector<std::string> words_for(const std::vector<Candidate>& candidates) {
  std::set<std::string> words;
  for (const auto& candidate : candidates) {
    const auto& id = candidate.flow.id.text;
    for (auto dot = id.find('.'); dot != std::string::npos; dot = id.find('.', dot + 1)) words.insert(id.substr(0, dot));
    words.insert(id);
  }
  return {words.begin(), words.end()};
}

Problem no_such_flow(const std::string& word, const std::vector<Candidate>& candidates, const catalog::Catalog& catalog,
                     const SourceHost& host) {
  const auto elsewhere = std::ranges::find_if(catalog.flows, [&](const catalog::Flow& flow) { return begins(word, flow.id.text); });
  if (elsewhere == catalog.flows.end())
    return {"no flow from " + host.profile->names.en + " is or begins with \"" + word + "\"", "--flow",
            suggestion(word, words_for(candidates))};
  std::string starts;
  for (const auto& role : elsewhere->from) starts += (starts.empty() ? "" : ", ") + role.text;
  return {"\"" + word + "\" does not start at " + host.profile->names.en, "--flow", elsewhere->id.text + " starts at " + starts};
}

}  // namespace

Result<std::set<FlowId>> keep_only(std::vector<Candidate>& candidates, const std::vector<std::string>& words,
                                   const catalog::Catalog& catalog, const SourceHost& host) {
  if (words.empty()) return std::set<FlowId>();
  std::set<FlowId> wanted;
  Problems problems;
  for (const auto& word : words) {
    auto named = named_by(word, candidates);
    if (named.empty()) problems.push_back(no_such_flow(word, candidates, catalog, host));
    wanted.merge(named);
  }
  if (!problems.empty()) return problems;
  std::set<FlowId> left_out;
  std::erase_if(candidates, [&](const Candidate& candidate) {
    const bool drop = !wanted.contains(candidate.flow.id);
    if (drop) left_out.insert(candidate.flow.id);
    return drop;
  });
  return left_out;
}

}  // namespace flowvet::plan
