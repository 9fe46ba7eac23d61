// Secrets are looked up by flow, then by role.
#include "plan/secrets.hpp"

#include "plan/candidate.hpp"

#include <algorithm>

namespace flowvet::plan {
namespace {

bool takes_secret(const catalog::Flow& flow, std::span<const Service> services) {
  return std::ranges::any_of(services, [&](const Service& service) {
    const auto named = flow.services.find(service.transport);
    return service.takes_secret && named != flow.services.end() && named->second == service.name;
  });
}

}  // namespace

SharedSecret secret_of(const site::Site& site, const FlowId& flow, const RoleId& to) {
  if (const auto& own = override_of(site, flow).secret) return own;
  const auto found = site.secrets.find(to);
  return found == site.secrets.end() ? nullptr : found->second;
}

Problems useless_secrets(const catalog::Catalog& catalog, const site::Site& site, std::span<const Service> services) {
  Problems problems;
  for (const auto& [role, secret] : site.secrets) {
    const bool used = std::ranges::any_of(catalog.flows, [&](const catalog::Flow& flow) {
      return std::ranges::find(flow.to, role) != flow.to.end() && takes_secret(flow, services);
    });
    if (!used) problems.push_back({"no check of \"" + role.text + "\" has a use for a secret", "", "remove it from \"secrets\""});
  }
  for (const auto& flow : catalog.flows)
    if (override_of(site, flow.id).secret && !takes_secret(flow, services))
      problems.push_back({"the check of \"" + flow.id.text + "\" has no use for a secret", "", "remove its \"secret\""});
  return problems;
}

}  // namespace flowvet::plan
