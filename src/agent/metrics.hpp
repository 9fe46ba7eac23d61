// The agent as metrics in the Prometheus text format: for /metrics and for a text file. Pure.
#pragma once

#include "agent/board.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace flowvet::agent {

/// A run as far as it is measured, named after its job.
report::MeasuredRun measure(const RunRecord& run);

/// The whole text. `store_bytes` is the size of the database, nullopt where it cannot be read.
std::string metrics_text(const Now& now, SteadyTime at, std::optional<std::uint64_t> store_bytes);

/// Size of the database with its journal.
std::optional<std::uint64_t> store_bytes(const std::filesystem::path& database);

}  // namespace flowvet::agent
