// One job as a page shows it: what each flow and outcome is now, since when, and how it was. Pure.
#pragma once

#include "agent/board.hpp"
#include "agent/store.hpp"
#include "agent/timeline.hpp"
#include "agent/web/page/bar.hpp"

#include <optional>
#include <string>
#include <vector>

namespace flowvet::agent::web::page {

/// What the memory has of a job.
struct JobPast {
  std::vector<Series> outcomes;
  std::vector<Series> flows;
  RunWindow window;               ///< of the runs that were read
  bool older = false;             ///< there are runs before them
  std::optional<RunRecord> told;  ///< the newest finished run, with its evidence
  std::string failure;            ///< why the memory gave no answer; empty: it did
};

/// A flow or an outcome.
struct Subject {
  std::string id;
  catalog::Text title;  ///< a flow's purpose
  plan::Weight need = plan::Weight::required;
  bool seen = false;  ///< whether any run has said anything about it; nothing below counts otherwise
  Timeline timeline;
  std::optional<Finding> finding;  ///< of the newest run that has one
  bool since_or_earlier = false;   ///< the oldest run that was read already says so, and there are older ones
  std::vector<Spell> spells;
  std::vector<FlowId> because;  ///< of an outcome: the flows that keep it from passing now
};

struct JobState {
  std::optional<judge::Verdict> verdict;  ///< of all that is known now; nullopt before the first run
  std::vector<Subject> outcomes;          ///< worst first
  std::vector<Subject> flows;             ///< worst first, required before optional
  JobPast past;
};

/// Adds the job's newest run where it waits for the disk, and is on the board only.
void add_newest(JobPast& past, const JobNow& job);

/// A flow as one that is looked at by itself.
Subject make_subject(const Series& series, const JobPast& past, const JobNow& job, WallTime now);

/// Of what the job checks now; what it no longer checks is left out. A newest run that is not in the memory yet counts as well.
JobState make_state(const JobNow& job, JobPast past, WallTime now);

/// 0 for the worst.
int rank(judge::Verdict verdict);

}  // namespace flowvet::agent::web::page
