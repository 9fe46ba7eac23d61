// The reading half of the store.
#include "agent/database.hpp"
#include "agent/series.hpp"
#include "agent/states_json.hpp"

#include <limits>

namespace flowvet::agent {
namespace {

constexpr std::int64_t the_beginning = std::numeric_limits<std::int64_t>::min();

const std::string run_columns =
    "SELECT run.id, job.name, run.state, run.started_ms, run.took_ms, run.host, run.role, run.site, run.version, run.skipped, run.note "
    "FROM run JOIN job ON job.id = run.job ";

RunHead read_head(SQLite::Statement& row) {
  RunHead run;
  int column = 0;
  const auto next = [&] { return row.getColumn(column++); };
  run.id = next().getInt64();
  run.job = next().getString();
  run.state = word_or(next(), RunState::broken);
  run.started = to_time(next().getInt64());
  run.took = std::chrono::milliseconds{next().getInt64()};
  run.host = next().getString();
  run.role = next().getString();
  run.site = next().getString();
  run.version = next().getString();
  run.skipped = static_cast<std::size_t>(next().getInt64());
  run.note = next().getString();
  return run;
}

/// The four columns verdict, certainty, cause and seen, from `column` on.
Finding read_finding(SQLite::Statement& row, int column) {
  return {word_or(row.getColumn(column), judge::Verdict::unknown), word_or(row.getColumn(column + 1), judge::Certainty::none),
          word_or(row.getColumn(column + 2), judge::Cause::undetermined), word_or(row.getColumn(column + 3), judge::Outcome::cut)};
}

std::vector<FlowRecord> read_flows(SQLite::Database& sql, std::int64_t run) {
  SQLite::Statement row(sql,
                        "SELECT flow.name, finding.verdict, finding.certainty, finding.cause, finding.seen, finding.need, evidence.json "
                        "FROM verdict JOIN flow ON flow.id = verdict.flow JOIN finding ON finding.id = verdict.finding "
                        "LEFT JOIN evidence ON evidence.id = verdict.evidence WHERE verdict.run = ? ORDER BY flow.name");
  row.bind(1, run);
  std::vector<FlowRecord> flows;
  while (row.executeStep())
    flows.push_back({FlowId{row.getColumn(0).getString()}, word_or(row.getColumn(5), plan::Weight::required), read_finding(row, 1),
                     row.getColumn(6).getString()});
  return flows;
}

std::vector<OutcomeRecord> read_outcomes(SQLite::Database& sql, std::int64_t run) {
  SQLite::Statement row(sql,
                        "SELECT outcome.name, title_en, title_ja, verdict FROM outcome_verdict JOIN outcome ON outcome.id = outcome "
                        "WHERE run = ? ORDER BY outcome");
  row.bind(1, run);
  std::vector<OutcomeRecord> outcomes;
  while (row.executeStep())
    outcomes.push_back({row.getColumn(0).getString(),
                        {row.getColumn(1).getString(), row.getColumn(2).getString()},
                        word_or(row.getColumn(3), judge::Verdict::unknown)});
  return outcomes;
}

/// What a RunQuery asks for, as a condition on the table `run`; its parameters 1 to 3 are bound by bind_query().
std::string condition_of(const RunQuery& query) {
  const std::string of_job = query.job.empty() ? "?1 = ''" : "run.job = (SELECT id FROM job WHERE name = ?1)";  // this one uses the index
  return "WHERE " + of_job + " AND run.started_ms >= ?2 AND run.id >= ?3 ";
}

void bind_query(SQLite::Statement& row, const RunQuery& query) {
  SQLite::bind(row, query.job, query.since ? to_number(*query.since) : the_beginning, query.first_run);
}

std::optional<RunRecord> read_record(SQLite::Database& sql, const std::string& which, const auto& value) {
  SQLite::Transaction one_view(sql);
  SQLite::Statement row(sql, run_columns + which);
  row.bind(1, value);
  if (!row.executeStep()) return std::nullopt;
  auto head = read_head(row);
  const auto id = head.id;
  return RunRecord{std::move(head), read_flows(sql, id), read_outcomes(sql, id)};
}

std::vector<RunHead> read_runs(SQLite::Database& sql, const RunQuery& query) {
  SQLite::Statement row(sql, run_columns + condition_of(query) + "ORDER BY run.id");
  bind_query(row, query);
  std::vector<RunHead> runs;
  while (row.executeStep()) runs.push_back(read_head(row));
  return runs;
}

}  // namespace

Result<std::vector<std::string>> Store::jobs() {
  return guarded([&] {
    SQLite::Statement row(database_->sql, "SELECT name FROM job ORDER BY name");
    std::vector<std::string> names;
    while (row.executeStep()) names.push_back(row.getColumn(0).getString());
    return names;
  });
}

Result<std::vector<RunHead>> Store::runs(const RunQuery& query) {
  return guarded([&] { return read_runs(database_->sql, query); });
}

Result<std::optional<RunRecord>> Store::run(std::int64_t id) {
  return guarded([&] { return read_record(database_->sql, "WHERE run.id = ?", id); });
}

Result<std::optional<RunRecord>> Store::last_finished(const std::string& job) {
  return guarded([&] {
    return read_record(database_->sql, "WHERE job.name = ? AND run.state = 'finished' ORDER BY run.id DESC LIMIT 1", job);
  });
}

Result<RunWindow> Store::newest(const RunQuery& query, std::size_t most) {
  return guarded([&] {
    SQLite::Statement row(database_->sql, "SELECT run.id, run.started_ms FROM run " + condition_of(query) + "ORDER BY run.id DESC");
    bind_query(row, query);
    RunWindow window;
    while (row.executeStep()) {
      window.cut = window.runs == most;
      if (window.cut) break;
      ++window.runs;
      window.first_run = row.getColumn(0).getInt64();
      window.oldest = to_time(row.getColumn(1).getInt64());
    }
    return window;
  });
}

Result<std::optional<RunHead>> Store::last_run(const std::string& job) {
  return guarded([&]() -> std::optional<RunHead> {
    SQLite::Statement row(database_->sql, run_columns + "WHERE job.name = ? ORDER BY run.id DESC LIMIT 1");
    row.bind(1, job);
    if (!row.executeStep()) return std::nullopt;
    return read_head(row);
  });
}

Result<std::vector<Series>> Store::flows(const RunQuery& query, const std::string& flow) {
  return guarded([&] {
    SQLite::Transaction one_view(database_->sql);
    const auto runs = read_runs(database_->sql, query);
    if (runs.empty()) return std::vector<Series>{};
    SeriesBuilder series(runs);
    SQLite::Statement row(database_->sql,
                          "SELECT run, flow.name, finding.verdict, finding.certainty, finding.cause, finding.seen, finding.need, evidence "
                          "FROM verdict JOIN flow ON flow.id = verdict.flow JOIN finding ON finding.id = verdict.finding "
                          "WHERE (?1 = '' OR flow.name = ?1) AND run >= ?2 ORDER BY run");
    SQLite::bind(row, flow, runs.front().id);
    while (row.executeStep()) {
      const auto evidence = row.getColumn(7);
      series.add(row.getColumn(0).getInt64(),
                 {row.getColumn(1).getString(), read_finding(row, 2), word_or(row.getColumn(6), plan::Weight::required),
                  evidence.isNull() ? std::nullopt : std::optional{evidence.getInt64()}});
    }
    return series.take();
  });
}

Result<std::vector<Series>> Store::outcomes(const RunQuery& query, const std::string& outcome) {
  return guarded([&] {
    SQLite::Transaction one_view(database_->sql);
    const auto runs = read_runs(database_->sql, query);
    if (runs.empty()) return std::vector<Series>{};
    SeriesBuilder series(runs);
    SQLite::Statement row(database_->sql,
                          "SELECT run, outcome.name, verdict FROM outcome_verdict JOIN outcome ON outcome.id = outcome "
                          "WHERE (?1 = '' OR outcome.name = ?1) AND run >= ?2 ORDER BY run");
    SQLite::bind(row, outcome, runs.front().id);
    while (row.executeStep()) {
      Finding finding;
      finding.verdict = word_or(row.getColumn(2), judge::Verdict::unknown);
      series.add(row.getColumn(0).getInt64(), {row.getColumn(1).getString(), finding, plan::Weight::required, std::nullopt});
    }
    return series.take();
  });
}

Result<Standings> Store::standings(const std::string& job) {
  return guarded([&] {
    SQLite::Statement row(database_->sql, "SELECT kind, subject, json FROM standing JOIN job ON job.id = job WHERE job.name = ?");
    row.bind(1, job);
    Standings standings;
    while (row.executeStep()) {
      const auto standing = parse_standing(row.getColumn(2).getString());
      if (standing) standings[{word_or(row.getColumn(0), SubjectKind::job), row.getColumn(1).getString()}] = *standing;
    }
    return standings;
  });
}

Result<std::vector<KeptNews>> Store::untold(const std::string& channel) {
  return guarded([&] {
    SQLite::Statement row(database_->sql, "SELECT id, json FROM news JOIN delivery ON news = id WHERE channel = ? ORDER BY id");
    row.bind(1, channel);
    std::vector<KeptNews> kept;
    while (row.executeStep())
      if (const auto news = parse_news(row.getColumn(1).getString())) kept.push_back({row.getColumn(0).getInt64(), *news});
    return kept;
  });
}

Result<std::string> Store::evidence(std::int64_t id) {
  return guarded([&] {
    SQLite::Statement row(database_->sql, "SELECT json FROM evidence WHERE id = ?");
    row.bind(1, id);
    return row.executeStep() ? row.getColumn(0).getString() : std::string{};
  });
}

}  // namespace flowvet::agent
