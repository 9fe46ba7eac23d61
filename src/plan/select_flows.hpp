// The documented flows that start at this host, each with the weight that it has in this site.
// Second step of make_plan().
#pragma once

#include "plan/candidate.hpp"
#include "plan/source_host.hpp"

#include <vector>

namespace flowvet::plan {

/// In catalog order. Flows of an optional part that is off are among them, as skipped.
///
/// Needs and features say what must be open. Whoever expects a flow to be closed wants it checked whatever they say: it is then
/// required, unless the site calls it optional.
std::vector<Candidate> select_flows(const catalog::Catalog& catalog, const site::Site& site, const SourceHost& host,
                                    const PlanOptions& options);

/// The flows that end at this host and that other hosts begin, with Candidate::way set so. What must be closed is not among them.
std::vector<Candidate> select_inbound(const catalog::Catalog& catalog, const site::Site& site, const SourceHost& host,
                                      const PlanOptions& options);
/// The same for the documented flows that arrive at a host of these roles; those documented in both directions arrive at either end.
std::vector<Candidate> select_arriving(const catalog::Catalog& catalog, const site::Site& site, const SourceHost& host,
                                       const PlanOptions& options);

}  // namespace flowvet::plan
