// One flow or outcome over time: what it was from when until when, and what that comes to in figures. Pure.
#pragma once

#include "agent/store.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace flowvet::agent {

/// Runs one after the other that found the same.
struct Episode {
  WallTime from;   ///< start of the first run
  WallTime until;  ///< start of the run that found something else; of the newest run while it goes on
  bool ongoing = false;
  std::int64_t first_run = 0;
  std::int64_t last_run = 0;
  std::size_t runs = 0;
  std::optional<Finding> finding;        ///< nullopt: these runs have no verdict about it
  std::optional<std::int64_t> evidence;  ///< of the first run
};

/// By runs, and by time: a verdict holds until the next run. Where the next run is late by more than twice the usual pause, the agent
/// was not running, and what was then is not known: only the usual pause counts.
struct Figures {
  std::size_t pass = 0, degraded = 0, fail = 0, unknown = 0;
  std::size_t without_verdict = 0;
  std::chrono::milliseconds works{};  ///< pass or degraded
  std::chrono::milliseconds fails{};
  std::chrono::milliseconds untold{};  ///< unknown

  /// Of the time in which it was known to work or to fail, the share in which it worked, 0 to 1; nullopt where none was known.
  [[nodiscard]] std::optional<double> uptime() const;
};

struct Timeline {
  /// What it is now: unknown where the newest run broke or did not check it. A run that was cut changes nothing.
  judge::Verdict now = judge::Verdict::unknown;
  WallTime since;                 ///< start of the first of the runs in a row that say so, whatever it rests on
  std::vector<Episode> episodes;  ///< oldest first
  Figures figures;
  std::optional<WallTime> first_failure;
  std::optional<WallTime> last_failure;  ///< the newest run that failed
  std::size_t outages = 0;               ///< how often it began to fail; one that was under way at the first run counts
  bool flapping = false;                 ///< at the newest run
};

/// How long what each run found is taken to hold, by the rule of Figures; of the newest run the usual pause, which is zero where there is
/// only one.
std::vector<std::chrono::milliseconds> holds_of(const std::vector<Sighting>& sightings);

/// A run that is later than so many usual pauses was not made in time by a running agent.
inline constexpr int longest_pause = 3;

Timeline make_timeline(const std::vector<Sighting>& sightings);

}  // namespace flowvet::agent
