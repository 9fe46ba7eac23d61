// What the command line adds to a site: --endpoint and --feature.
#include "base/json_node.hpp"
#include "flowvet/site/site.hpp"
#include "site/host_list.hpp"

#include <algorithm>
#include <map>

namespace flowvet::site {
namespace {

constexpr std::string_view endpoint_option = "--endpoint";
constexpr std::string_view feature_option = "--feature";

/// The parts between commas. An empty one stays, so that it can be reported.
std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    parts.emplace_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return parts;
}

/// Adds the hosts of one `role=host,host` to that role's list.
void read_endpoint(std::string_view option, const catalog::Catalog& catalog, std::size_t& room, std::map<RoleId, HostList>& lists,
                   ProblemList& problems) {
  const std::string where(endpoint_option);
  const auto equals = option.find('=');
  if (equals == std::string_view::npos)
    return problems.add(where, in_quotes(option) + " names no host", "e.g. --endpoint delivery-controller=ddc01.corp.example,10.1.2.3");
  const auto word = option.substr(0, equals);
  const auto* role = find_role(catalog, word);
  if (role == nullptr) problems.add(where, "unknown role " + in_quotes(word), suggestion(word, role_words(catalog)));
  auto& list = lists.try_emplace(role == nullptr ? RoleId() : role->id, default_max_hosts, room).first->second;
  for (const auto& host : split_at_commas(option.substr(equals + 1)))
    if (const auto flaw = list.add(host)) problems.add(where, in_quotes(host) + " " + flaw->what, flaw->hint);
}

Result<void> done_or_problems(ProblemList& problems) {
  if (!problems.empty()) return problems.take();
  return {};
}

}  // namespace

Result<void> add_endpoints(Site& site, std::string_view option, const catalog::Catalog& catalog) {
  const std::string one(option);
  return add_endpoints(site, std::span(&one, 1), catalog);
}

Result<void> add_endpoints(Site& site, std::span<const std::string> options, const catalog::Catalog& catalog) {
  ProblemList problems;
  auto room = most_hosts;
  std::map<RoleId, HostList> lists;
  for (const auto& option : options) read_endpoint(option, catalog, room, lists, problems);
  if (problems.empty())
    for (auto& [role, list] : lists) site.endpoints[role] = list.take();
  return done_or_problems(problems);
}

Result<void> add_feature(Site& site, std::string_view option, const catalog::Catalog& catalog) {
  const std::string where(feature_option);
  const auto equals = option.find('=');
  const auto name = option.substr(0, equals);
  const auto state = equals == std::string_view::npos ? "on" : option.substr(equals + 1);
  const auto known = features_of(catalog);
  ProblemList problems;
  if (!std::binary_search(known.begin(), known.end(), name))
    problems.add(where, "unknown feature " + in_quotes(name), suggestion(name, known));
  if (state != "on" && state != "off") problems.add(where, in_quotes(state) + " is neither on nor off", "e.g. --feature edt=off");
  if (problems.empty()) site.features[Feature(std::string(name))] = state == "on";
  return done_or_problems(problems);
}

}  // namespace flowvet::site
