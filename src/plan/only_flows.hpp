// `--flow`: of the flows that start at this host, only those that the user asks for.
#pragma once

#include "plan/candidate.hpp"
#include "plan/source_host.hpp"

#include <set>
#include <string>
#include <vector>

namespace flowvet::plan {

/// Takes away every candidate that none of the words names, and returns the ids taken away; no words take nothing away.
/// A word names the flow of that id, or else all whose leading parts it is, or else all whose ids begin so.
/// A problem for each word that names no flow of this host.
Result<std::set<FlowId>> keep_only(std::vector<Candidate>& candidates, const std::vector<std::string>& words,
                                   const catalog::Catalog& catalog, const SourceHost& host);

}  // namespace flowvet::plan
