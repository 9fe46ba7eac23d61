// History and differences for programs: `history --format json`, `diff --format json`, and whoever serves the same data.
#pragma once

#include "agent/diff.hpp"
#include "agent/timeline.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace flowvet::agent {

/// What a finding is made of, as in a report's flows: verdict, certainty, cause and, as "outcome", what was seen.
nlohmann::ordered_json to_json(const Finding& finding);

nlohmann::ordered_json to_json(const RunHead& run);

/// One flow or outcome: figures, and every episode. Episodes of an outcome have a verdict alone.
nlohmann::ordered_json to_json(const Series& series, const Timeline& timeline, bool is_outcome);

nlohmann::ordered_json to_json(const Difference& difference);

/// One line a member of the top level; what is not UTF-8 is replaced, and no control character is left.
std::string dump(const nlohmann::ordered_json& json);

}  // namespace flowvet::agent
