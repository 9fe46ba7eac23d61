// The host that the checks start from: its profile, and the roles that it plays in this site.
// First step of make_plan().
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/catalog/catalog.hpp"
#include "flowvet/site/site.hpp"

#include <map>
#include <string_view>
#include <vector>

namespace flowvet::plan {

/// A feature in this site, or whether something that depends on features takes part.
enum class Switch : std::uint8_t { on, not_stated, off };

/// What the site says about a feature.
Switch state_of(const site::Site& site, const Feature& feature);

/// How certainly the host plays a role, and the features that decide it: any one of them being on suffices.
struct Part {
  Switch state = Switch::off;
  std::vector<Feature> features;  ///< empty when `state` is on
};

struct SourceHost {
  const catalog::HostProfile* profile = nullptr;  ///< points into the catalog
  std::map<RoleId, Part> plays;

  /// The best part among these roles, or nullptr when the host plays none of them.
  [[nodiscard]] const Part* part_of(const std::vector<RoleId>& roles) const;
};

/// By id, name or alias. A problem for an unknown role and for one without a host profile.
Result<SourceHost> find_source_host(const catalog::Catalog& catalog, const site::Site& site, std::string_view role);

}  // namespace flowvet::plan
