// What the API has beyond history and differences as JSON: jobs as they stand, a run with its evidence. Pure.
#pragma once

#include "agent/board.hpp"
#include "agent/timeline.hpp"

#include <nlohmann/json.hpp>

#include <functional>

namespace flowvet::agent::web {

using Json = nlohmann::ordered_json;

/// A job as it stands: its schedule, its newest run and what that found.
Json to_json(const JobNow& job, const Now& now, const Moment& moment);

/// How much evidence one answer carries; what is more is left out and counted.
class EvidenceShare {
 public:
  explicit EvidenceShare(std::size_t bytes) : left_(bytes) {}

  /// The evidence, or null where there is none, none that is JSON, or no room for it.
  Json take(const std::string& evidence);
  [[nodiscard]] std::size_t left_off() const { return left_off_; }

 private:
  std::size_t left_;
  std::size_t left_off_ = 0;
};

/// The run with every verdict, and the evidence of what was not a pass.
Json to_json(const RunRecord& run, EvidenceShare share);

/// A series as `history` tells it with its newest `most` episodes; "episodes_left_off" counts the older ones. `evidence` gives what is kept
/// of an episode; empty: evidence is not asked for.
Json to_json(const Series& series, bool is_outcome, std::size_t most, const std::function<Json(std::int64_t)>& evidence = {});

}  // namespace flowvet::agent::web
