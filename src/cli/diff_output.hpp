// `flowvet diff` for people.
#pragma once

#include "agent/diff.hpp"
#include "cli/history_output.hpp"

#include <string>

namespace flowvet::cli {

std::string diff_text(const agent::Difference& difference, const TextStyle& style);

}  // namespace flowvet::cli
