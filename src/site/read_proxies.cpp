// Which flows also go through a proxy: the site's "proxy", and the command line's --proxy in the same words.
#include "site/draft.hpp"
#include "site/proxy_text.hpp"

#include <algorithm>
#include <map>

namespace flowvet::site {
namespace {

using Members = std::vector<std::pair<std::string, JsonNode>>;

/// The key that stands for every role of this kind: it is where most proxies lead.
constexpr std::string_view cloud = "cloud";

/// What a key stands for: one flow, or every flow to these roles.
struct Scope {
  const catalog::Flow* flow = nullptr;
  std::vector<RoleId> roles;
};

std::optional<Scope> scope_of(const std::string& key, const Draft& draft) {
  if (const auto* flow = draft.words.flow(key)) return Scope{flow, {}};
  if (const auto* role = draft.words.role(key)) return Scope{nullptr, {role->id}};
  if (key != cloud) return std::nullopt;
  Scope scope;
  for (const auto& role : draft.catalog.roles)
    if (role.kind == cloud) scope.roles.push_back(role.id);
  return scope;
}

std::vector<std::string> known_keys(const Draft& draft) {
  std::vector<std::string> keys{std::string(cloud)};
  keys.insert(keys.end(), draft.words.role_words.begin(), draft.words.role_words.end());
  keys.insert(keys.end(), draft.words.flow_ids.begin(), draft.words.flow_ids.end());
  return keys;
}

/// A proxy; nullopt for null, and after a problem.
std::optional<Proxy> read_proxy(const JsonNode& node) {
  if (node.json().is_null()) return std::nullopt;
  const auto text = node.text();
  if (text.empty()) return std::nullopt;
  const auto parsed = parse_proxy(text);
  if (const auto* proxy = std::get_if<Proxy>(&parsed)) return *proxy;
  const auto& flaw = std::get<HostFlaw>(parsed);
  node.problem(in_quotes(without_credentials(text)) + " " + flaw.what, flaw.hint);
  return std::nullopt;
}

void check_transport(const JsonNode& node, const catalog::Flow& flow) {
  if (std::ranges::find(flow.transports, catalog::Transport::tcp) == flow.transports.end())
    node.problem("the flow " + in_quotes(flow.id.text) + " uses no TCP, and an HTTP proxy carries nothing else");
}

void read_members(Members members, Draft& draft) {
  std::ranges::stable_partition(members, [](const auto& member) { return member.first == cloud; });  // what is said of one role wins
  const auto known = known_keys(draft);
  std::map<RoleId, std::string> written_as;
  for (const auto& [key, value] : members) {
    const auto scope = scope_of(key, draft);
    if (!scope) value.unknown("role or flow", key, known);
    const auto proxy = read_proxy(value);
    if (!scope) continue;
    if (scope->flow != nullptr) {
      check_transport(value, *scope->flow);
      draft.site.proxies.of_flow[scope->flow->id] = proxy;
    }
    for (const auto& role : scope->roles) {
      draft.site.proxies.of_role[role] = proxy;
      if (key == cloud) continue;
      if (const auto [first, is_new] = written_as.emplace(role, key); !is_new)
        value.problem(in_quotes(key) + " and " + in_quotes(first->second) + " are the same role, " + role.text, "name its proxy once");
    }
  }
}

}  // namespace

void read_proxies(const JsonNode& node, Draft& draft) {
  read_members(node.members(), draft);
}

Result<void> add_proxies(Site& site, std::span<const std::string> options, const catalog::Catalog& catalog) {
  const std::string where = "--proxy";
  ProblemList problems;
  std::vector<Json> values;
  values.reserve(options.size());  // the members refer to them
  Members members;
  for (const auto& option : options) {
    const auto equals = option.find('=');
    if (equals == std::string::npos) {
      problems.add(where, in_quotes(without_credentials(option)) + " names no proxy",
                   "e.g. --proxy citrix-cloud=proxy01.corp.example:3128");
      continue;
    }
    const auto text = option.substr(equals + 1);
    values.push_back(text == "none" ? Json(nullptr) : Json(text));
    members.emplace_back(option.substr(0, equals), JsonNode(values.back(), where, problems));
  }
  Draft draft(catalog, {});
  draft.site.proxies = std::move(site.proxies);
  read_members(std::move(members), draft);
  site.proxies = std::move(draft.site.proxies);
  if (!problems.empty()) return problems.take();
  return {};
}

}  // namespace flowvet::site
