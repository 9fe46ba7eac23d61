// Where a secret is kept: what configurations and sites hold in its stead.
#pragma once

#include "base/json_node.hpp"
#include "flowvet/base/secret.hpp"

#include <filesystem>

namespace flowvet::base {

/// {"file": path} or {"env": variable}, read at once; null, with a problem, when there is no secret. Relative paths begin at `folder`.
SharedSecret read_secret(const JsonNode& node, const std::filesystem::path& folder);

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
