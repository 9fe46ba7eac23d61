// A host of the plan to the addresses that will be probed.
#pragma once

#include "probe/loop.hpp"

#include <string>

namespace flowvet::probe {

/// Every address of `host` that the run's families and this host's routes allow, or why there is none: ErrorKind::timed_out at
/// `deadline`, ErrorKind::other with the resolver's words. An address is its own answer, whatever routes there are.
Task<Resolution> resolve(Loop& loop, std::string host, Clock::time_point deadline);

/// The same for a host that is written as an address; nullopt for a name.
std::optional<Resolution> resolve_literal(const std::string& host, const RunOptions& options);

/// Leaves out addresses without a route while an address with one remains: a dual-stack name is served well to a host that has
/// only one family. Says in `detail` what was left out.
void drop_unroutable(Resolution& resolution, bool (*has_route)(const IpAddress&));

}  // namespace flowvet::probe
