// profiles/hosts/<role>.json -> a host profile.
#include "catalog/draft.hpp"

namespace flowvet::catalog {
namespace {

Part read_part(const JsonNode& node) {
  const JsonObject object(node, {"feature", "names", "plays"});
  return {Feature(object.text("feature")), read_text(object, "names"), ids_of<RoleId>(object.texts("plays"))};
}

/// Each entry is a flow, or a list of flows of which one suffices.
std::vector<std::vector<FlowId>> read_needs(const std::optional<JsonNode>& node) {
  std::vector<std::vector<FlowId>> needs;
  if (!node) return needs;
  for (const auto& entry : node->items()) {
    std::vector<FlowId> alternatives;
    for (const auto& item : entry.one_or_more()) alternatives.emplace_back(item.text());
    if (alternatives.empty()) entry.problem("an outcome needs at least one flow here");
    needs.push_back(std::move(alternatives));
  }
  return needs;
}

Outcome read_outcome(const JsonNode& node) {
  const JsonObject object(node, {"id", "title", "needs", "degraded_without"});
  Outcome outcome;
  outcome.id = object.text("id");
  outcome.title = read_text(object, "title");
  outcome.needs = read_needs(object.need("needs"));
  outcome.degraded_without = ids_of<FlowId>(object.optional_texts("degraded_without"));
  return outcome;
}

}  // namespace

void read_host(const JsonNode& file, const std::string& stem, Draft& draft) {
  const JsonObject object(file, {"id", "names", "plays", "parts", "outcomes"});
  HostProfile profile;
  profile.id = RoleId(object.text("id"));
  profile.names = read_text(object, "names");
  profile.plays = ids_of<RoleId>(object.texts("plays"));
  if (const auto parts = object.find("parts"))
    for (const auto& node : parts->items()) profile.parts.push_back(read_part(node));
  if (const auto outcomes = object.find("outcomes"))
    for (const auto& node : outcomes->items()) profile.outcomes.push_back(read_outcome(node));
  if (!profile.id.text.empty() && profile.id.text != stem)
    object.need("id")->problem("host profile " + in_quotes(profile.id.text) + " in a file named " + in_quotes(stem));
  draft.catalog.profiles.push_back(std::move(profile));
  draft.profile_places.push_back(file.place());
}

}  // namespace flowvet::catalog
