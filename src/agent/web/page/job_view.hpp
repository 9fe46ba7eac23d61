// A job as values for the templates: its facts, what is broken, its ticket, its lists.
#pragma once

#include "agent/web/page/subject_view.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace flowvet::agent::web::page {

/// What all of a page's values depend on.
struct Scene {
  Clock clock;
  SteadyTime steady;             ///< the same moment as clock.now
  std::string suffix;            ///< what links carry on: "?lang=ja", or nothing
  bool all = false;              ///< the page of one job: nothing is left to another page
  std::size_t most_broken = 12;  ///< flows told of in full
};

/// The phrase in the scene's language, with its values in place.
std::string words(const Scene& scene, std::string_view key, std::initializer_list<std::string> values = {});

/// Everything that the overview and the page of a job show of it.
Data job_data(const JobNow& job, const JobState& state, const Now& now, const Scene& scene);

/// Its flows: those that do not pass, those that do, those without a result, those that are skipped.
void set_flows(Data& data, const JobNow& job, const JobState& state, const Now& now, const Scene& scene);

/// Runs as a table, the newest first.
void set_runs(Data& data, const std::vector<RunHead>& runs, const Scene& scene);

/// "/jobs/vda/flows/ID", with the language that was chosen.
std::string flow_path(const std::string& job, const std::string& flow, const Scene& scene);

}  // namespace flowvet::agent::web::page
