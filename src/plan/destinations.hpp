// The hosts that a flow goes to in this site.
// Third step of make_plan().
#pragma once

#include "plan/candidate.hpp"

#include <string>
#include <vector>

namespace flowvet::plan {

struct Destination {
  RoleId to;                       ///< the role that the hosts play
  std::vector<std::string> hosts;  ///< each once, as the user wrote it first
  bool printed = false;            ///< the paper names them, not the site: they are the vendor's, or anybody's
};

struct Destinations {
  std::vector<Destination> found;
  std::vector<RoleId> missing;  ///< roles of the flow without any host
  std::string note;             ///< whose hosts stand in, which role is left unchecked
};

/// For each destination role the first of: the override's hosts (they count for the first role), the site's, those of roles
/// that stand in for it, those that the paper prints.
Destinations find_destinations(const catalog::Catalog& catalog, const site::Site& site, const PlannedFlow& flow);

}  // namespace flowvet::plan
