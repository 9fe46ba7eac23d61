// What the agent remembers, in one SQLite file: every run with its verdicts, and the evidence of whatever was not a pass.
// One run is one transaction: whatever happens to the process or the disk, it is there completely or not at all.
#pragma once

#include "agent/record.hpp"
#include "agent/states.hpp"
#include "flowvet/base/problem.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::agent {

/// How long and how much is kept. The older of two runs always goes first.
struct Keep {
  std::optional<std::chrono::days> age{90};  ///< nullopt: any
  std::int64_t bytes = std::int64_t{512} << 20U;  ///< of the database file, apart from its journal
};

/// One run as seen by one flow or outcome; empty `finding` where the run has no verdict about it.
struct Sighting {
  std::int64_t run = 0;
  WallTime started;
  RunState state = RunState::finished;
  std::optional<Finding> finding;        ///< of an outcome: its verdict, and nothing else
  std::optional<std::int64_t> evidence;  ///< for Store::evidence
};

/// All that the store knows about one flow or outcome of one job, oldest first: from the first run that has a verdict about it to the
/// job's newest run.
struct Series {
  std::string job;
  std::string subject;                         ///< a flow id, or the id of an outcome
  plan::Weight need = plan::Weight::required;  ///< as of the newest run
  std::vector<Sighting> sightings;
};

/// News with its number in the store.
struct KeptNews {
  std::int64_t id = 0;
  News news;
};

/// The channel that every agent has.
inline constexpr std::string_view log_channel = "log";

/// Which runs are asked for.
struct RunQuery {
  std::string job;                  ///< empty: all jobs
  std::optional<WallTime> since{};  ///< runs that began at or after this
  std::int64_t first_run = 0;       ///< runs of this number and later ones
};

/// How far back a limited number of runs reaches.
struct RunWindow {
  std::size_t runs = 0;
  std::int64_t first_run = 0;      ///< the oldest of them, for RunQuery; 0 where there is none
  std::optional<WallTime> oldest;  ///< when that one began
  bool cut = false;                ///< the query has older runs, which are not among them
};

/// Calls may come from any thread and take turns. Every call that returns a Result has the database's own words in its Problem; a
/// full disk, a locked file and a call that takes too long are some, and the store stays usable.
class Store {
 public:
  /// Opens the file, creates it and its folder where there is none, and brings it up to date. Only one writer at a time.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file);
  /// For commands that only look; the file must be there and up to date.
  static Result<std::unique_ptr<Store>> open_to_read(const std::filesystem::path& file);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Calls that begin from now on end with a Problem as soon as `stop` is asked for, or when they take longer than this.
  void limit_calls(std::stop_token stop, std::chrono::milliseconds longest);

  /// Keeps a run, the standings of its job after it and the news that it made with the channels that are to tell them, all or nothing.
  /// Returns the run's id. When it returns a value, everything is on the disk.
  Result<std::int64_t> save(const RunRecord& record, const Standings& standings = {}, const std::vector<News>& news = {},
                            const std::vector<std::string>& channels = {std::string{log_channel}});

  /// As they were after the job's last run that is kept.
  Result<Standings> standings(const std::string& job);

  /// News that this channel has not told yet, oldest first.
  Result<std::vector<KeptNews>> untold(const std::string& channel);
  /// The channel has told it, or given it up. When none is left that is to tell it, the store forgets it.
  Result<void> told(std::int64_t news, const std::string& channel);
  /// Forgets what is to be told by others than the log and these channels.
  Result<void> keep_news_for(const std::vector<std::string>& channels);

  /// Forgets the oldest runs that are too many by `keep`, a few at each call, so that a clock that is wrong for an hour does not cost
  /// the memory of a year. Returns how many went.
  Result<std::size_t> forget(const Keep& keep, WallTime now);

  /// Every job that has ever left a run.
  Result<std::vector<std::string>> jobs();
  /// Oldest first.
  Result<std::vector<RunHead>> runs(const RunQuery& query);
  /// The run with all that is known about it, or nullopt when there is none of this id.
  Result<std::optional<RunRecord>> run(std::int64_t id);
  /// The newest `most` runs of a query.
  Result<RunWindow> newest(const RunQuery& query, std::size_t most);
  /// The newest run of a job, or nullopt.
  Result<std::optional<RunHead>> last_run(const std::string& job);
  /// The newest one that was neither cut nor broken, with all that is known about it.
  Result<std::optional<RunRecord>> last_finished(const std::string& job);
  /// All flows, or the one of this id.
  Result<std::vector<Series>> flows(const RunQuery& query, const std::string& flow = {});
  Result<std::vector<Series>> outcomes(const RunQuery& query, const std::string& outcome = {});
  /// A flow's JSON of the report.
  Result<std::string> evidence(std::int64_t id);

 private:
  class Database;
  explicit Store(std::unique_ptr<Database> database);

  template <class F>
  auto guarded(F&& ask) -> Result<decltype(ask())>;

  std::unique_ptr<Database> database_;
  std::mutex mutex_;
};

}  // namespace flowvet::agent
