// Runs are numbered for each job, so that gaps are the numbers in between.
#include "agent/series.hpp"

namespace flowvet::agent {

SeriesBuilder::SeriesBuilder(const std::vector<RunHead>& runs) {
  for (const auto& run : runs) {
    auto& of_job = runs_[run.job];
    positions_[run.id] = {&of_job, of_job.size()};
    of_job.push_back(&run);
  }
}

void SeriesBuilder::add(std::int64_t run, const Found& found) {
  const auto position = positions_.find(run);
  if (position == positions_.end()) return;
  const auto& [runs, number] = position->second;
  auto& growing = series_[{runs->at(number)->job, found.subject}];
  if (growing.series.sightings.empty()) growing.next = number;
  grow(growing, *runs, number + 1);
  growing.series.sightings.back().finding = found.finding;
  growing.series.sightings.back().evidence = found.evidence;
  growing.series.need = found.need;
}

std::vector<Series> SeriesBuilder::take() {
  std::vector<Series> all;
  for (auto& [key, growing] : series_) {
    const auto& runs = runs_.at(key.first);
    grow(growing, runs, runs.size());
    growing.series.job = key.first;
    growing.series.subject = key.second;
    all.push_back(std::move(growing.series));
  }
  return all;
}

/// Adds gaps for all runs before `end` that are not there yet.
void SeriesBuilder::grow(Growing& growing, const Runs& runs, std::size_t end) {
  for (; growing.next < end; ++growing.next) {
    const auto& run = *runs[growing.next];
    growing.series.sightings.push_back({run.id, run.started, run.state, std::nullopt, std::nullopt});
  }
}

}  // namespace flowvet::agent
