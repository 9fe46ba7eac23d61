// `flowvet history` for people.
#pragma once

#include "agent/store.hpp"
#include "agent/timeline.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace flowvet::cli {

struct TextStyle {
  std::size_t columns = 100;
  bool colour = false;
};

/// A flow or outcome of one job, and what its sightings come to.
struct History {
  agent::Series series;
  agent::Timeline timeline;
  bool is_outcome = false;
};

/// One line each, what does not work first.
std::string overview_text(const std::vector<History>& histories, const TextStyle& style);

/// Every episode of each, with what was seen; the evidence comes from the store.
Result<std::string> timelines_text(const std::vector<History>& histories, agent::Store& store, const TextStyle& style);

std::string runs_text(const std::vector<agent::RunHead>& runs, std::size_t columns);

}  // namespace flowvet::cli
