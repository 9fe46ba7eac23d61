// What a site expects of flows, one by one or for every flow between two roles.
#include "site/draft.hpp"

#include <algorithm>

namespace flowvet::site {
namespace {

using catalog::Flow;

template <class T>
bool contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

/// "<section>.<from>.<to>".
struct Pair {
  std::string section;
  RoleId from, to;
};

std::optional<Pair> parse_pair(const std::string& text) {
  if (std::count(text.begin(), text.end(), '.') != 2) return std::nullopt;
  const auto first = text.find('.');
  const auto second = text.find('.', first + 1);
  return Pair{text.substr(0, first), RoleId(text.substr(first + 1, second - first - 1)), RoleId(text.substr(second + 1))};
}

/// Whether the pair's section and roles exist; what does not is a problem.
bool check_words(const JsonNode& node, const Pair& pair, const Draft& draft) {
  const bool section_known = contains(draft.words.sections, pair.section);
  if (!section_known) node.unknown("section", pair.section, draft.words.sections);
  bool roles_known = true;
  for (const auto& role : {pair.from, pair.to}) {
    if (contains(draft.words.role_ids, role.text)) continue;
    node.unknown("role", role.text, draft.words.role_ids);
    roles_known = false;
  }
  return section_known && roles_known;
}

bool joins(const Flow& flow, const RoleId& from, const RoleId& to) {
  return contains(flow.from, from) && contains(flow.to, to);
}

/// A documented flow between the pair's roles, in whichever section.
const Flow* documented_flow(const Pair& pair, const Draft& draft) {
  for (const auto& flow : draft.catalog.flows)
    if (joins(flow, pair.from, pair.to) || (flow.direction == catalog::Direction::both && joins(flow, pair.to, pair.from))) return &flow;
  return nullptr;
}

bool has_documented_port(const RoleId& role, const Draft& draft) {
  return std::any_of(draft.catalog.flows.begin(), draft.catalog.flows.end(),
                     [&](const Flow& flow) { return contains(flow.to, role) && !flow.ports.empty() && flow.skip.empty(); });
}

/// A pair that no flow's id begins with: it may only be expected closed, and only where nothing is documented after all.
void read_undocumented_pair(const JsonNode& node, const std::string& key, const Pair& pair, Expect expect, Draft& draft) {
  if (!check_words(node, pair, draft)) return;
  if (const auto* flow = documented_flow(pair, draft))
    node.problem("these roles are joined by the documented flow " + in_quotes(flow->id.text), "state the expectation of that flow");
  else if (expect != Expect::closed)
    node.problem("no flow is documented from " + pair.from.text + " to " + pair.to.text, "such a pair can only be expected \"closed\"");
  else if (!has_documented_port(pair.to, draft))
    node.problem("no port of " + pair.to.text + " is documented, so there is nothing to check");
  else
    draft.site.closed_pairs.emplace_back(key);
}

/// The expectation of every flow whose id begins with the pair.
void read_pair(const JsonNode& node, const std::string& key, const Pair& pair, Expect expect, Draft& draft) {
  bool documented = false;
  for (const auto& flow : draft.catalog.flows) {
    if (!flow.id.text.starts_with(key + ".")) continue;
    documented = true;
    if (expect == Expect::closed && flow.to.size() > 1)
      node.problem("the flow " + in_quotes(flow.id.text) + " also goes to other roles than " + pair.to.text,
                   "if all of them must be closed, name the flow itself");
    draft.site.flows[flow.id].expect = expect;
  }
  if (!documented) read_undocumented_pair(node, key, pair, expect, draft);
}

using Members = std::vector<std::pair<std::string, JsonNode>>;

void read_pair_expectations(const Members& members, Draft& draft) {
  for (const auto& [key, value] : members) {
    const auto pair = parse_pair(key);
    if (!pair) continue;
    if (const auto expect = value.word<Expect>()) read_pair(value, key, *pair, *expect, draft);
  }
}

void read_flow_expectations(const Members& members, Draft& draft) {
  for (const auto& [key, value] : members) {
    if (parse_pair(key)) continue;
    const auto* flow = need_flow(value, key, draft);
    const auto expect = value.word<Expect>();
    if (flow == nullptr || !expect) continue;
    draft.site.flows[flow->id].expect = expect;
    draft.expect_is_stated.insert(flow->id);
  }
}

}  // namespace

void read_expectations(const JsonNode& node, Draft& draft) {
  const auto members = node.members();
  read_pair_expectations(members, draft);  // first, so that what is said of a single flow wins
  read_flow_expectations(members, draft);
}

}  // namespace flowvet::site
