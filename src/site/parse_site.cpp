// A site file -> Site. Reading goes on after a problem: one run shows everything that is wrong.
#include "base/read_file.hpp"
#include "site/draft.hpp"

#include <algorithm>
#include <map>

namespace flowvet::site {
namespace {

void read_max_hosts(const JsonNode& node, Draft& draft) {
  if (const auto count = node.whole(1, static_cast<int>(most_hosts))) draft.max_hosts = static_cast<std::size_t>(*count);
}

void read_endpoints(const JsonNode& node, Draft& draft) {
  std::map<RoleId, std::string> written_as;
  for (const auto& [key, value] : node.members()) {
    const auto* role = draft.words.role(key);
    if (role == nullptr) value.unknown("role", key, draft.words.role_words);
    auto hosts = read_hosts(value, draft);
    if (role == nullptr) continue;
    const auto [first, is_new] = written_as.emplace(role->id, key);
    if (!is_new)
      value.problem(in_quotes(key) + " and " + in_quotes(first->second) + " are the same role, " + role->id.text,
                    "put all its hosts in one list");
    draft.site.endpoints[role->id] = std::move(hosts);
  }
}

void read_features(const JsonNode& node, Draft& draft) {
  const auto& known = draft.words.features;
  for (const auto& [key, value] : node.members()) {
    if (!std::binary_search(known.begin(), known.end(), key)) value.unknown("feature", key, known);
    if (const auto on = value.flag()) draft.site.features[Feature(key)] = *on;
  }
}

/// The keys in the order in which they must be read.
void read_site(const JsonNode& file, Draft& draft) {
  const JsonObject object(file,
                          {"$schema", "name", "max_hosts", "endpoints", "features", "secrets", "ports", "expect", "flows", "proxy"});
  if (const auto node = object.find("name")) draft.site.name = node->text();
  if (const auto node = object.find("max_hosts")) read_max_hosts(*node, draft);
  if (const auto node = object.find("endpoints")) read_endpoints(*node, draft);
  if (const auto node = object.find("features")) read_features(*node, draft);
  if (const auto node = object.find("secrets")) read_secrets(*node, draft);
  if (const auto node = object.find("ports")) read_ports(*node, draft);
  if (const auto node = object.find("expect")) read_expectations(*node, draft);
  if (const auto node = object.find("flows")) read_overrides(*node, draft);
  if (const auto node = object.find("proxy")) read_proxies(*node, draft);
}

bool says_nothing(const Site& site) {
  const bool no_proxy = site.proxies.of_flow.empty() && site.proxies.of_role.empty();
  return site.endpoints.empty() && site.features.empty() && site.flows.empty() && site.closed_pairs.empty() && no_proxy;
}

}  // namespace

std::vector<std::string> read_hosts(const JsonNode& node, Draft& draft) {
  HostList list(draft.max_hosts, draft.room);
  const auto items = node.one_or_more();
  if (items.empty()) node.problem("names no host", "remove it, or name at least one host");
  for (const auto& item : items) {
    const auto text = item.text();
    if (text.empty()) continue;
    if (const auto flaw = list.add(text)) item.problem(in_quotes(text) + " " + flaw->what, flaw->hint);
  }
  return list.take();
}

Result<Site> parse_site(std::string_view text, const std::string& where, const catalog::Catalog& catalog) {
  const auto json = parse_json(text, where);
  if (!json) return json.error();
  ProblemList problems;
  Draft draft(catalog, std::filesystem::path(where).parent_path());
  read_site(JsonNode(*json, where, problems), draft);
  if (problems.empty() && says_nothing(draft.site))
    problems.add(where, "the site names no host", "e.g. {\"endpoints\": {\"delivery-controller\": [\"ddc01.corp.example\"]}}");
  return value_or_problems(std::move(draft.site), problems);
}

Result<Site> load_site(const std::filesystem::path& file, const catalog::Catalog& catalog) {
  const auto text = read_file(file);
  if (!text) return text.error();
  auto site = parse_site(*text, file.string(), catalog);
  if (site && site->name.empty()) site->name = file.stem().string();
  return site;
}

}  // namespace flowvet::site
