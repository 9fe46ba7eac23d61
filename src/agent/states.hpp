// From what each run finds to what people should be told: a state machine for each thing that is told about. Pure; its states are
// kept in the store, so that a restart neither repeats nor forgets anything.
#pragma once

#include "agent/flapping.hpp"
#include "agent/record.hpp"

#include <array>
#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace flowvet::agent {

enum class SubjectKind : std::uint8_t { job, outcome, flow };

/// What a piece of news is about, within one job.
struct Subject {
  SubjectKind kind = SubjectKind::job;
  std::string id;  ///< of the outcome or flow; of the job its name

  friend auto operator<=>(const Subject&, const Subject&) = default;
};

/// A verdict as far as it is told: its cause may change without news.
struct State {
  judge::Verdict verdict = judge::Verdict::pass;
  judge::Cause cause = judge::Cause::none;
  WallTime since;  ///< start of the first run that found it

  friend bool operator==(const State&, const State&) = default;
};

/// Where one subject stands.
struct Standing {
  State told;       ///< what people believe; `since` is the epoch as long as nothing is known
  State confirmed;  ///< what enough runs in a row have found
  State candidate;  ///< what the newest run found
  int times = 0;    ///< how many runs in a row found the candidate
  Flapping flapping;
  bool told_flapping = false;

  friend bool operator==(const Standing&, const Standing&) = default;
};

using Standings = std::map<Subject, Standing>;

enum class NewsKind : std::uint8_t {
  broke,      ///< a state that is told of has begun
  changed,    ///< from one such state to another
  recovered,  ///< it is over
  flapping,   ///< it keeps coming and going: silence until it settles
  settled,    ///< it no longer flaps
  withdrawn,  ///< it was told of and is no longer checked
  test,       ///< nothing happened; somebody wants to see whether it arrives
};

/// A flow that does not work, and what to do about it.
struct Trouble {
  std::string flow;
  judge::Cause cause = judge::Cause::none;
  std::string next_step;          ///< one plain sentence; may be empty
  std::vector<std::string> seen;  ///< troubles_of()

  friend bool operator==(const Trouble&, const Trouble&) = default;
};

/// One thing to tell.
struct News {
  NewsKind kind = NewsKind::broke;
  std::string job;
  Subject subject;
  std::optional<State> was;  ///< nullopt: nothing was known of it before
  State is;
  std::string title;                ///< of an outcome, in English; empty otherwise
  WallTime at;                      ///< start of the run that decided it
  std::int64_t run = 0;             ///< its number; the store fills it in
  std::string host;                 ///< that made the run
  std::string note{};               ///< why the run is broken or incomplete
  std::vector<Trouble> troubles{};  ///< why it does not work, a few; add_troubles()
  std::size_t more_troubles = 0;    ///< that are left out of those

  friend bool operator==(const News&, const News&) = default;
};

/// What is told, and when.
struct TellRules {
  std::set<SubjectKind> about{SubjectKind::job, SubjectKind::outcome};
  std::set<judge::Verdict> on{judge::Verdict::fail};  ///< fail, degraded or unknown
  int confirmations = 2;                              ///< runs in a row, to break and to recover

  friend bool operator==(const TellRules&, const TellRules&) = default;
};

/// Takes a run in and returns what is to be told now. A verdict of `unknown` that is not told of says nothing: it confirms nothing and
/// ends nothing. While `quiet` nothing is told; what is still so afterwards is told then, and what came and went is not.
std::vector<News> advance(Standings& standings, const RunRecord& run, const TellRules& rules, bool quiet);

}  // namespace flowvet::agent

namespace flowvet::base {
template <>
inline constexpr std::array word_table<agent::SubjectKind>{
    Word{agent::SubjectKind::job, "job"}, Word{agent::SubjectKind::outcome, "outcome"}, Word{agent::SubjectKind::flow, "flow"}};
template <>
inline constexpr std::array word_table<agent::NewsKind>{
    Word{agent::NewsKind::broke, "broke"},       Word{agent::NewsKind::changed, "changed"}, Word{agent::NewsKind::recovered, "recovered"},
    Word{agent::NewsKind::flapping, "flapping"}, Word{agent::NewsKind::settled, "settled"}, Word{agent::NewsKind::withdrawn, "withdrawn"},
    Word{agent::NewsKind::test, "test"}};
}  // namespace flowvet::base
