// What a site shares with the hosts of a role.
#include "base/secret_place.hpp"
#include "site/draft.hpp"

namespace flowvet::site {

void read_secrets(const JsonNode& node, Draft& draft) {
  for (const auto& [key, value] : node.members()) {
    const auto* role = draft.words.role(key);
    if (role == nullptr) value.unknown("role", key, draft.words.role_words);
    auto secret = read_secret(value, draft.folder);
    if (role == nullptr || !secret) continue;
    if (!draft.site.secrets.emplace(role->id, std::move(secret)).second)
      value.problem(in_quotes(key) + " is a role that already has a secret, " + role->id.text, "state it once");
  }
}

}  // namespace flowvet::site
