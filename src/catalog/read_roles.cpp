// profiles/roles.json -> roles.
#include "base/host_name.hpp"
#include "catalog/draft.hpp"

#include <algorithm>
#include <array>

namespace flowvet::catalog {
namespace {

constexpr std::array kinds{"component", "appliance", "infrastructure", "cloud", "client", "group"};

void check_kind(const JsonObject& object, const std::string& kind) {
  const std::vector<std::string> known(kinds.begin(), kinds.end());
  if (!kind.empty() && std::find(known.begin(), known.end(), kind) == known.end()) object.need("kind")->unknown("kind", kind, known);
}

void check_hosts(const JsonObject& object, const Role& role) {
  for (const auto& host : role.hosts)
    if (const auto flaw = flaw_of_host(host)) object.need("hosts")->problem(in_quotes(host) + " " + flaw->what, flaw->hint);
}

/// The only word that says anything; without it any certificate may be right.
bool read_public_certificate(const JsonObject& object) {
  const auto node = object.find("certificate");
  if (!node) return false;
  const auto word = node->text();
  if (!word.empty() && word != "public") node->unknown("kind of certificate", word, std::vector<std::string>{"public"});
  return word == "public";
}

Role read_role(const JsonNode& node) {
  const JsonObject object(node, {"id", "kind", "names", "aliases", "stands_in_for", "hosts", "certificate"});
  Role role;
  role.id = RoleId(object.text("id"));
  role.kind = object.text("kind");
  role.names = read_text(object, "names");
  role.aliases = object.texts("aliases");
  role.stands_in_for = ids_of<RoleId>(object.optional_texts("stands_in_for"));
  role.hosts = object.optional_texts("hosts");
  role.public_certificate = read_public_certificate(object);
  check_kind(object, role.kind);
  check_hosts(object, role);
  return role;
}

}  // namespace

Text read_text(const JsonNode& node) {
  const JsonObject object(node, {"en", "ja"});
  return {object.text("en"), object.text("ja")};
}

Text read_text(const JsonObject& object, std::string_view key) {
  const auto node = object.need(key);
  return node ? read_text(*node) : Text{};
}

void read_roles(const JsonNode& file, Draft& draft) {
  const JsonObject object(file, {"roles"});
  const auto roles = object.need("roles");
  if (!roles) return;
  for (const auto& node : roles->items()) {
    draft.catalog.roles.push_back(read_role(node));
    draft.role_places.push_back(node.place());
  }
}

}  // namespace flowvet::catalog
