// What did not pass in a flow, read back from the evidence that is kept of it, and what to do about it.
#pragma once

#include "agent/states.hpp"

#include <string>
#include <vector>

namespace flowvet::agent {

/// A line for each check that did not pass: "ddc02 (10.1.2.2) TCP 80: silent". Holds names that the site gave: escape it on output.
/// Empty for a pass, and for evidence that this version cannot read.
std::vector<std::string> troubles_of(const std::string& evidence);

/// Says in news of something that does not work which flows are the reason, as the run that decided it found them.
void add_troubles(News& news, const RunRecord& run);

}  // namespace flowvet::agent
