// A whole text file, or one clear sentence why not.
#pragma once

#include "flowvet/base/problem.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace flowvet::base {

/// Larger input is refused unread: the largest site that max_hosts allows takes about 2 MiB.
inline constexpr std::size_t file_size_limit = 16U << 20U;

/// The bytes of a file or pipe. Problems: missing, a folder, not readable, larger than `limit`.
Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit = file_size_limit);

}  // namespace flowvet::base
