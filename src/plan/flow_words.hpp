// How a user names flows: by an id, by its leading parts, or by how it begins.
#pragma once

#include "flowvet/base/id.hpp"

#include <set>
#include <span>
#include <string>
#include <vector>

namespace flowvet::plan {

/// The flow of that id, or else all whose leading parts the word is, or else all whose ids begin so.
std::set<FlowId> flows_named_by(const std::string& word, std::span<const FlowId> ids);

/// Every id and every leading run of its parts, for suggestions.
std::vector<std::string> words_naming(std::span<const FlowId> ids);

}  // namespace flowvet::plan
