// Pairs of roles that no documented flow joins and that the site wants closed: synthesised flows over every documented port.
#pragma once

#include "plan/candidate.hpp"
#include "plan/source_host.hpp"

#include <vector>

namespace flowvet::plan {

/// The pairs that start at this host. The ports are those by which the pair's section, or else the whole catalog, documents the
/// destination; each gets the handshake that is documented for it, so that what answers is named.
/// A problem for a pair that is not `<section>.<from>.<to>`.
Result<std::vector<Candidate>> closed_pairs(const catalog::Catalog& catalog, const site::Site& site, const SourceHost& host);

}  // namespace flowvet::plan
