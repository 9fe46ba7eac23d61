// The hosts that begin a flow towards this one, as far as they can be asked to: by their responders, which must be reached from here.
// Part of make_plan(), for --both-ways.
#pragma once

#include "plan/destinations.hpp"

#include <set>
#include <string>

namespace flowvet::plan {

struct Callers {
  std::vector<Destination> found;      ///< in the place of destinations: these hosts call
  std::vector<RoleId> missing;         ///< roles without any host
  std::vector<std::string> unreached;  ///< hosts that no check of this plan asks for a responder
};

/// `contacts`: base::same_host_key() of each host that is asked for a responder.
Callers find_callers(const site::Site& site, const std::vector<RoleId>& roles, const std::set<std::string>& contacts);

/// Why nobody calls.
SkippedFlow skipped_without_contact(const FlowId& id, const Callers& callers);

/// What a reader must know of a flow of which only some hosts call; empty where all do.
std::string note_of(const Callers& callers);

}  // namespace flowvet::plan
