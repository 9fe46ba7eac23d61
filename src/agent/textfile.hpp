// A file that others read while we write it: node_exporter's textfile collector.
#pragma once

#include "flowvet/base/problem.hpp"

#include <filesystem>
#include <string_view>

namespace flowvet::agent {

/// Writes beside the file and renames, so that nobody ever reads half of it; readable for everybody, as it holds no secret.
Result<void> write_textfile(const std::filesystem::path& file, std::string_view text);

}  // namespace flowvet::agent
