// Which of our formats a file is, told by its content, and whether it is a good one.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/catalog/load.hpp"

#include <span>
#include <string>
#include <string_view>

namespace flowvet::cli {

/// Reads the text with the loader of its kind. The answer is a few words about it, "site, 12 endpoints". Catalog files are
/// checked together with the other files of `profiles`, in place of the one that they would replace.
Result<std::string> validate_text(std::string_view text, const std::string& name, std::span<const catalog::ProfileFile> profiles);

}  // namespace flowvet::cli
