// Words of `--flow` against the ids of the candidates.
#include "plan/only_flows.hpp"

#include "flowvet/base/suggest.hpp"
#include "plan/flow_words.hpp"

#include <algorithm>

namespace flowvet::plan {
namespace {

std::vector<FlowId> ids_of(const std::vector<Candidate>& candidates) {
  std::vector<FlowId> ids;
  for (const auto& candidate : candidates) ids.push_back(candidate.flow.id);
  return ids;
}

Problem no_such_flow(const std::string& word, const std::vector<FlowId>& ids, const catalog::Catalog& catalog, const SourceHost& host) {
  const auto elsewhere =
      std::ranges::find_if(catalog.flows, [&](const catalog::Flow& flow) { return !word.empty() && flow.id.text.starts_with(word); });
  if (elsewhere == catalog.flows.end())
    return {"no flow from " + host.profile->names.en + " is or begins with \"" + word + "\"", "--flow",
            suggestion(word, words_naming(ids))};
  std::string starts;
  for (const auto& role : elsewhere->from) starts += (starts.empty() ? "" : ", ") + role.text;
  return {"\"" + word + "\" does not start at " + host.profile->names.en, "--flow", elsewhere->id.text + " starts at " + starts};
}

}  // namespace

Result<std::set<FlowId>> keep_only(std::vector<Candidate>& candidates, const std::vector<std::string>& words,
                                   const catalog::Catalog& catalog, const SourceHost& host) {
  if (words.empty()) return std::set<FlowId>();
  const auto ids = ids_of(candidates);
  std::set<FlowId> wanted;
  Problems problems;
  for (const auto& word : words) {
    auto named = flows_named_by(word, ids);
    if (named.empty()) problems.push_back(no_such_flow(word, ids, catalog, host));
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
