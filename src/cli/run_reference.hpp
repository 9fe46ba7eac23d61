// How people name a run that the agent remembers: "17", "last", "last~2".
#pragma once

#include "agent/store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace flowvet::cli {

/// A run by its number, or as the one so many before the newest.
struct RunReference {
  std::optional<std::int64_t> number;
  std::size_t back = 0;

  friend bool operator==(const RunReference&, const RunReference&) = default;
};

/// nullopt: the text names no run, so it must be a file.
std::optional<RunReference> parse_run_reference(std::string_view text);

/// `last` counts finished runs of one job: `job`, or the only one that there is. Problems: no such run; several jobs and none named.
Result<agent::RunRecord> find_run(agent::Store& store, const RunReference& reference, const std::string& job);

}  // namespace flowvet::cli
