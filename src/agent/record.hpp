// What is remembered of one run: who found what, as plain values. The store keeps it; timeline, diff and states look back at it.
#pragma once

#include "flowvet/report/report.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::agent {

using WallTime = std::chrono::system_clock::time_point;

enum class RunState : std::uint8_t {
  finished,    ///< every planned probe has its observation
  incomplete,  ///< cut by a stop or by the job's time limit: only the flows that were done by then have a verdict
  broken,      ///< the cycle itself failed and has no verdict at all
};

/// What a run says about one flow.
struct Finding {
  judge::Verdict verdict = judge::Verdict::unknown;
  judge::Certainty certainty = judge::Certainty::none;
  judge::Cause cause = judge::Cause::none;
  judge::Outcome seen = judge::Outcome::cut;  ///< of the check that decides the flow's verdict

  friend auto operator<=>(const Finding&, const Finding&) = default;
};

struct FlowRecord {
  FlowId id;
  plan::Weight need = plan::Weight::required;
  Finding finding;
  std::string evidence;  ///< the flow's JSON of the report (report/flow_json.hpp); empty for a pass

  friend bool operator==(const FlowRecord&, const FlowRecord&) = default;
};

struct OutcomeRecord {
  std::string id;
  catalog::Text title;
  judge::Verdict verdict = judge::Verdict::unknown;
  std::vector<FlowId> because{};  ///< the flows that decide it; not kept

  friend bool operator==(const OutcomeRecord& a, const OutcomeRecord& b) {
    return a.id == b.id && a.title.en == b.title.en && a.title.ja == b.title.ja && a.verdict == b.verdict;
  }
};

/// What is known of a run without looking at its flows.
struct RunHead {
  std::int64_t id = 0;  ///< given by the store, never reused; 0 before that
  std::string job;
  RunState state = RunState::finished;
  WallTime started;
  std::chrono::milliseconds took{};
  std::string host;
  std::string role;
  std::string site;
  std::string version;
  std::size_t skipped = 0;  ///< flows of the role that were not checked
  std::string note;         ///< why a run is broken or incomplete, one sentence; may be empty

  friend bool operator==(const RunHead&, const RunHead&) = default;
};

struct RunRecord : RunHead {
  std::vector<FlowRecord> flows;
  std::vector<OutcomeRecord> outcomes;
  bool over_limit = false;  ///< cut by the job's own time limit, not by a stop; not kept

  friend bool operator==(const RunRecord&, const RunRecord&) = default;
};

/// Of an incomplete run only those flows whose every check was made, and no outcome: what was not looked at has not changed.
RunRecord make_record(const std::string& job, const report::Report& report);

/// A cycle that failed before it had a report.
RunRecord broken_record(const std::string& job, WallTime started, std::chrono::milliseconds took, std::string why);

/// The job as one verdict: fail where a required flow fails, unknown where one could not be told or the run is not finished,
/// degraded where a required flow is degraded.
judge::Verdict verdict_of(const RunRecord& record);

}  // namespace flowvet::agent

namespace flowvet::base {
template <>
inline constexpr std::array word_table<agent::RunState>{
    Word{agent::RunState::finished, "finished"}, Word{agent::RunState::incomplete, "incomplete"}, Word{agent::RunState::broken, "broken"}};
}  // namespace flowvet::base
