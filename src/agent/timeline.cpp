// One pass over the sightings for episodes, one for figures.
#include "agent/timeline.hpp"

#include "agent/flapping.hpp"

#include <algorithm>

namespace flowvet::agent {
namespace {

using judge::Verdict;
using std::chrono::milliseconds;

milliseconds pause_after(const std::vector<Sighting>& sightings, std::size_t index) {
  // A clock that was set back makes it negative.
  return std::max(std::chrono::duration_cast<milliseconds>(sightings[index + 1].started - sightings[index].started), milliseconds{0});
}

/// The median: one night without the agent does not change it.
milliseconds usual_pause(const std::vector<Sighting>& sightings) {
  std::vector<milliseconds> pauses;
  for (std::size_t i = 0; i + 1 < sightings.size(); ++i) pauses.push_back(pause_after(sightings, i));
  if (pauses.empty()) return {};
  const auto middle = pauses.begin() + static_cast<std::ptrdiff_t>(pauses.size() / 2);
  std::nth_element(pauses.begin(), middle, pauses.end());
  return *middle;
}

void count(Figures& figures, const std::optional<Finding>& finding, milliseconds holds) {
  if (!finding) {
    ++figures.without_verdict;
    return;
  }
  switch (finding->verdict) {
    case Verdict::pass:
      ++figures.pass;
      figures.works += holds;
      return;
    case Verdict::degraded:
      ++figures.degraded;
      figures.works += holds;
      return;
    case Verdict::fail:
      ++figures.fail;
      figures.fails += holds;
      return;
    case Verdict::unknown:
    case Verdict::skipped:
      ++figures.unknown;
      figures.untold += holds;
      return;
  }
}

Figures figures_of(const std::vector<Sighting>& sightings) {
  const auto holds = holds_of(sightings);
  Figures figures;
  for (std::size_t i = 0; i < sightings.size(); ++i) count(figures, sightings[i].finding, holds[i]);
  return figures;
}

void add_to_episodes(std::vector<Episode>& episodes, const Sighting& sighting) {
  if (episodes.empty() || episodes.back().finding != sighting.finding) {
    if (!episodes.empty()) {
      episodes.back().until = sighting.started;
      episodes.back().ongoing = false;
    }
    episodes.push_back({sighting.started, sighting.started, true, sighting.run, sighting.run, 0, sighting.finding, sighting.evidence});
  }
  auto& episode = episodes.back();
  episode.until = sighting.started;
  episode.last_run = sighting.run;
  ++episode.runs;
}

/// nullopt: the run was cut before it got to it.
std::optional<Verdict> verdict_in(const Sighting& sighting) {
  if (sighting.finding) return sighting.finding->verdict;
  return sighting.state == RunState::incomplete ? std::nullopt : std::optional{Verdict::unknown};
}

void tell_now(Timeline& timeline, const std::vector<Sighting>& sightings) {
  std::optional<Verdict> now;
  for (auto sighting = sightings.rbegin(); sighting != sightings.rend(); ++sighting) {
    const auto verdict = verdict_in(*sighting);
    if (!verdict) continue;
    if (now && verdict != now) break;
    now = verdict;
    timeline.since = sighting->started;
  }
  timeline.now = now.value_or(Verdict::unknown);
}

}  // namespace

std::optional<double> Figures::uptime() const {
  const auto known = works + fails;
  if (known > milliseconds{0}) return static_cast<double>(works.count()) / static_cast<double>(known.count());
  const auto runs = pass + degraded + fail;  // a single run takes no time
  if (runs == 0) return std::nullopt;
  return static_cast<double>(pass + degraded) / static_cast<double>(runs);
}

std::vector<milliseconds> holds_of(const std::vector<Sighting>& sightings) {
  const auto usual = usual_pause(sightings);
  std::vector<milliseconds> holds;
  for (std::size_t i = 0; i < sightings.size(); ++i) {
    const bool is_last = i + 1 == sightings.size();
    const auto pause = is_last ? usual : pause_after(sightings, i);
    holds.push_back(pause > longest_pause * usual ? usual : pause);
  }
  return holds;
}

Timeline make_timeline(const std::vector<Sighting>& sightings) {
  Timeline timeline;
  timeline.figures = figures_of(sightings);
  tell_now(timeline, sightings);
  Flapping flapping;
  bool failed = false;
  for (const auto& sighting : sightings) {
    add_to_episodes(timeline.episodes, sighting);
    if (!sighting.finding) continue;
    const auto verdict = sighting.finding->verdict;
    flapping.see(verdict);
    if (verdict == Verdict::fail) {
      if (!failed) ++timeline.outages;
      if (!timeline.first_failure) timeline.first_failure = sighting.started;
      timeline.last_failure = sighting.started;
    }
    if (verdict == Verdict::fail || works(verdict)) failed = verdict == Verdict::fail;
  }
  timeline.flapping = flapping.now();
  return timeline;
}

}  // namespace flowvet::agent
