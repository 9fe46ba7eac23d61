// One entry a version. Words, not numbers, stand in the tables: the file outlives the order of our enumerators, and people ask it
// with the sqlite3 program.
#include "agent/schema.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include <array>

namespace flowvet::agent {
namespace {

/// "fvet": tells our files from those of other programs (PRAGMA application_id).
constexpr int our_id = 0x66766574;

constexpr const char* runs_and_verdicts = R"sql(
CREATE TABLE job(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE flow(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE outcome(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title_en TEXT NOT NULL, title_ja TEXT NOT NULL);
CREATE TABLE finding(id INTEGER PRIMARY KEY, verdict TEXT NOT NULL, certainty TEXT NOT NULL, cause TEXT NOT NULL, seen TEXT NOT NULL,
  need TEXT NOT NULL, UNIQUE(verdict, certainty, cause, seen, need));
CREATE TABLE evidence(id INTEGER PRIMARY KEY, flow INTEGER NOT NULL REFERENCES flow, digest BLOB NOT NULL, last_run INTEGER NOT NULL,
  json TEXT NOT NULL, UNIQUE(flow, digest));
CREATE INDEX evidence_by_last_run ON evidence(last_run);
CREATE TABLE run(id INTEGER PRIMARY KEY AUTOINCREMENT, job INTEGER NOT NULL REFERENCES job, state TEXT NOT NULL,
  started_ms INTEGER NOT NULL, took_ms INTEGER NOT NULL, host TEXT NOT NULL, role TEXT NOT NULL, site TEXT NOT NULL,
  version TEXT NOT NULL, skipped INTEGER NOT NULL, note TEXT NOT NULL);
CREATE INDEX run_by_job ON run(job, id);
CREATE TABLE verdict(run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, flow INTEGER NOT NULL REFERENCES flow,
  finding INTEGER NOT NULL REFERENCES finding, evidence INTEGER, PRIMARY KEY(run, flow)) WITHOUT ROWID;
CREATE TABLE outcome_verdict(run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, outcome INTEGER NOT NULL REFERENCES outcome,
  verdict TEXT NOT NULL, PRIMARY KEY(run, outcome)) WITHOUT ROWID;
CREATE VIEW verdicts AS
  SELECT run.id AS run, job.name AS job, datetime(run.started_ms / 1000, 'unixepoch') AS started, run.state, flow.name AS flow,
    finding.verdict, finding.certainty, finding.cause, finding.seen, finding.need, evidence.json AS evidence
  FROM verdict JOIN run ON run.id = verdict.run JOIN job ON job.id = run.job JOIN flow ON flow.id = verdict.flow
    JOIN finding ON finding.id = verdict.finding LEFT JOIN evidence ON evidence.id = verdict.evidence;
)sql";

/// Both as JSON (agent/states_json.hpp): nobody asks for their parts. `news` holds what is not told yet.
constexpr const char* standings_and_news = R"sql(
CREATE TABLE standing(job INTEGER NOT NULL REFERENCES job, kind TEXT NOT NULL, subject TEXT NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY(job, kind, subject)) WITHOUT ROWID;
CREATE TABLE news(id INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL);
)sql";

/// What is still to be told through which channel. News go when nobody is to be told any more. "log" is the log, which every agent has.
constexpr const char* deliveries = R"sql(
CREATE TABLE delivery(news INTEGER NOT NULL REFERENCES news ON DELETE CASCADE, channel TEXT NOT NULL, PRIMARY KEY(news, channel)) WITHOUT ROWID;
INSERT INTO delivery(news, channel) SELECT id, 'log' FROM news;
)sql";

/// Entry n brings version n to version n + 1.
constexpr std::array steps{runs_and_verdicts, standings_and_news, deliveries};

int pragma(SQLite::Database& database, const char* name) {
  return database.execAndGet(std::string{"PRAGMA "} + name).getInt();
}

bool is_empty(SQLite::Database& database) {
  return database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
}

Result<void> check_owner(SQLite::Database& database, const std::string& file) {
  if (pragma(database, "application_id") == our_id || is_empty(database)) return {};
  return Problems{{"this is a database of another program", file, "name a file of flowvet's own"}};
}

Result<void> check_not_newer(SQLite::Database& database, const std::string& file) {
  const int version = pragma(database, "user_version");
  if (version <= newest_schema()) return {};
  return Problems{{"a newer flowvet wrote this database: its version is " + std::to_string(version) + ", this program knows up to " +
                       std::to_string(newest_schema()),
                   file, "use the newer program, or name another file"}};
}

void take_step(SQLite::Database& database, int version) {
  SQLite::Transaction transaction(database);
  if (version == 0) database.exec("PRAGMA application_id = " + std::to_string(our_id));
  database.exec(steps.at(static_cast<std::size_t>(version)));
  database.exec("PRAGMA user_version = " + std::to_string(version + 1));
  transaction.commit();
}

}  // namespace

int newest_schema() {
  return static_cast<int>(steps.size());
}

Result<void> migrate(SQLite::Database& database, const std::string& file, int wanted) {
  if (const auto ours = check_owner(database, file); !ours) return ours;
  if (const auto known = check_not_newer(database, file); !known) return known;
  for (int version = pragma(database, "user_version"); version < wanted; ++version) take_step(database, version);
  return {};
}

Result<void> check_schema(SQLite::Database& database, const std::string& file) {
  if (const auto ours = check_owner(database, file); !ours) return ours;
  if (const auto known = check_not_newer(database, file); !known) return known;
  if (pragma(database, "user_version") == newest_schema()) return {};
  return Problems{{"this database is of an older version", file, "the agent brings it up to date when it starts"}};
}

}  // namespace flowvet::agent
