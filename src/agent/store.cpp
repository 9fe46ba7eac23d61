// The writing half of the store.
#include "agent/database.hpp"
#include "agent/evidence.hpp"
#include "agent/states_json.hpp"

#include <SQLiteCpp/Transaction.h>

#include <algorithm>

namespace flowvet::agent {
namespace {

/// How many runs one call of forget() takes away at most by age. More than one a run is enough to catch up.
constexpr int most_forgotten = 20;

/// The id of a row that is there or is made now. Both statements take the same values.
std::int64_t intern(SQLite::Database& sql, const std::string& find, const std::string& make, const auto&... values) {
  SQLite::Statement found(sql, find);
  SQLite::bind(found, values...);
  if (found.executeStep()) return found.getColumn(0).getInt64();
  SQLite::Statement made(sql, make);
  SQLite::bind(made, values...);
  made.exec();
  return sql.getLastInsertRowid();
}

std::int64_t id_of(SQLite::Database& sql, const std::string& table, const std::string& name) {
  return intern(sql, "SELECT id FROM " + table + " WHERE name = ?", "INSERT INTO " + table + "(name) VALUES (?)", name);
}

std::int64_t id_of(SQLite::Database& sql, const Finding& finding, plan::Weight need) {
  const auto word = [](auto value) { return std::string{to_word(value)}; };
  return intern(sql, "SELECT id FROM finding WHERE verdict = ? AND certainty = ? AND cause = ? AND seen = ? AND need = ?",
                "INSERT INTO finding(verdict, certainty, cause, seen, need) VALUES (?, ?, ?, ?, ?)", word(finding.verdict),
                word(finding.certainty), word(finding.cause), word(finding.seen), word(need));
}

/// Titles may be better worded in a newer catalog.
std::int64_t id_of(SQLite::Database& sql, const OutcomeRecord& outcome) {
  SQLite::Statement titled(sql,
                           "INSERT INTO outcome(name, title_en, title_ja) VALUES (?1, ?2, ?3) ON CONFLICT(name) DO UPDATE SET "
                           "title_en = ?2, title_ja = ?3 WHERE title_en <> ?2 OR title_ja <> ?3");
  SQLite::bind(titled, outcome.id, outcome.title.en, outcome.title.ja);
  titled.exec();
  return id_of(sql, "outcome", outcome.id);
}

std::int64_t add_run(SQLite::Database& sql, const RunHead& run) {
  SQLite::Statement row(sql,
                        "INSERT INTO run(job, state, started_ms, took_ms, host, role, site, version, skipped, note) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  SQLite::bind(row, id_of(sql, "job", run.job), std::string{to_word(run.state)}, to_number(run.started), std::int64_t{run.took.count()},
               run.host, run.role, run.site, run.version, static_cast<std::int64_t>(run.skipped), run.note);
  row.exec();
  return sql.getLastInsertRowid();
}

std::int64_t keep_evidence(SQLite::Database& sql, std::int64_t run, std::int64_t flow, const std::string& json) {
  const auto digest = digest_of(json);
  const auto size = static_cast<int>(digest.size());
  SQLite::Statement known(sql, "SELECT id FROM evidence WHERE flow = ? AND digest = ?");
  known.bind(1, flow);
  known.bind(2, digest.data(), size);
  if (known.executeStep()) {
    const auto id = known.getColumn(0).getInt64();
    SQLite::Statement used(sql, "UPDATE evidence SET last_run = ? WHERE id = ?");
    SQLite::bind(used, run, id);
    used.exec();
    return id;
  }
  SQLite::Statement row(sql, "INSERT INTO evidence(flow, digest, last_run, json) VALUES (?, ?, ?, ?)");
  row.bind(1, flow);
  row.bind(2, digest.data(), size);
  row.bind(3, run);
  row.bind(4, compact(json));
  row.exec();
  return sql.getLastInsertRowid();
}

void add_flows(SQLite::Database& sql, std::int64_t run, const std::vector<FlowRecord>& flows) {
  SQLite::Statement row(sql, "INSERT INTO verdict(run, flow, finding, evidence) VALUES (?, ?, ?, ?)");
  for (const auto& record : flows) {
    const auto flow = id_of(sql, "flow", record.id.text);
    row.bind(1, run);
    row.bind(2, flow);
    row.bind(3, id_of(sql, record.finding, record.need));
    if (record.evidence.empty())
      row.bind(4);  // NULL
    else
      row.bind(4, keep_evidence(sql, run, flow, record.evidence));
    row.exec();
    row.reset();
  }
}

void add_outcomes(SQLite::Database& sql, std::int64_t run, const std::vector<OutcomeRecord>& outcomes) {
  SQLite::Statement row(sql, "INSERT INTO outcome_verdict(run, outcome, verdict) VALUES (?, ?, ?)");
  for (const auto& outcome : outcomes) {
    row.bind(1, run);
    row.bind(2, id_of(sql, outcome));
    row.bind(3, std::string{to_word(outcome.verdict)});
    row.exec();
    row.reset();
  }
}

/// Most runs change no standing but the count of runs in a row, so all of them are written anew.
void replace_standings(SQLite::Database& sql, const std::string& job, const Standings& standings) {
  const auto id = id_of(sql, "job", job);
  SQLite::Statement old(sql, "DELETE FROM standing WHERE job = ?");
  old.bind(1, id);
  old.exec();
  SQLite::Statement row(sql, "INSERT INTO standing(job, kind, subject, json) VALUES (?, ?, ?, ?)");
  for (const auto& [subject, standing] : standings) {
    SQLite::bind(row, id, std::string{to_word(subject.kind)}, subject.id, to_json(standing));
    row.exec();
    row.reset();
  }
}

void add_news(SQLite::Database& sql, std::int64_t run, std::vector<News> news, const std::vector<std::string>& channels) {
  SQLite::Statement row(sql, "INSERT INTO news(json) VALUES (?)");
  SQLite::Statement delivery(sql, "INSERT INTO delivery(news, channel) VALUES (?, ?)");
  for (auto& one : news) {
    one.run = run;
    row.bind(1, to_json(one));
    row.exec();
    row.reset();
    const auto id = sql.getLastInsertRowid();
    for (const auto& channel : channels) {
      SQLite::bind(delivery, id, channel);
      delivery.exec();
      delivery.reset();
    }
  }
}

void forget_told_news(SQLite::Database& sql) {
  sql.exec("DELETE FROM news WHERE id NOT IN (SELECT news FROM delivery)");
}

std::int64_t bytes_in_use(SQLite::Database& sql) {
  const auto pragma = [&sql](const char* name) { return sql.execAndGet(std::string{"PRAGMA "} + name).getInt64(); };
  return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
}

/// Deletes the oldest runs and whatever evidence no later run refers to; returns how many runs went.
std::size_t delete_oldest(SQLite::Database& sql, const std::string& which) {
  SQLite::Transaction transaction(sql, SQLite::TransactionBehavior::IMMEDIATE);
  const auto deleted =
      sql.exec("DELETE FROM run WHERE id IN (SELECT id FROM run " + which + " ORDER BY id LIMIT " + std::to_string(most_forgotten) + ")");
  if (deleted > 0) sql.exec("DELETE FROM evidence WHERE last_run < (SELECT coalesce(min(id), 0) FROM run)");
  transaction.commit();
  return static_cast<std::size_t>(deleted);
}

/// At least the newest run stays, however small the limit is.
bool is_too_large(SQLite::Database& sql, const Keep& keep) {
  return bytes_in_use(sql) > keep.bytes && sql.execAndGet("SELECT count(*) FROM run").getInt() > most_forgotten;
}

}  // namespace

Result<std::int64_t> Store::save(const RunRecord& record, const Standings& standings, const std::vector<News>& news,
                                 const std::vector<std::string>& channels) {
  return guarded([&] {
    SQLite::Transaction transaction(database_->sql, SQLite::TransactionBehavior::IMMEDIATE);
    const auto run = add_run(database_->sql, record);
    add_flows(database_->sql, run, record.flows);
    add_outcomes(database_->sql, run, record.outcomes);
    replace_standings(database_->sql, record.job, standings);
    add_news(database_->sql, run, news, channels);
    transaction.commit();
    return run;
  });
}

Result<void> Store::told(std::int64_t news, const std::string& channel) {
  return guarded([&] {
    SQLite::Transaction transaction(database_->sql, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement row(database_->sql, "DELETE FROM delivery WHERE news = ? AND channel = ?");
    SQLite::bind(row, news, channel);
    row.exec();
    forget_told_news(database_->sql);
    transaction.commit();
  });
}

Result<void> Store::keep_news_for(const std::vector<std::string>& channels) {
  return guarded([&] {
    SQLite::Transaction transaction(database_->sql, SQLite::TransactionBehavior::IMMEDIATE);
    std::string marks = "?";
    for (std::size_t i = 0; i < channels.size(); ++i) marks += ", ?";
    SQLite::Statement row(database_->sql, "DELETE FROM delivery WHERE channel NOT IN (" + marks + ")");
    int place = 1;
    row.bind(place, std::string{log_channel});
    for (const auto& channel : channels) row.bind(++place, channel);
    row.exec();
    forget_told_news(database_->sql);
    transaction.commit();
  });
}

Result<std::size_t> Store::forget(const Keep& keep, WallTime now) {
  return guarded([&] {
    auto& sql = database_->sql;
    auto forgotten = keep.age ? delete_oldest(sql, "WHERE started_ms < " + std::to_string(to_number(now - *keep.age))) : std::size_t{0};
    while (is_too_large(sql, keep)) forgotten += delete_oldest(sql, "");
    if (forgotten > 0) sql.exec("PRAGMA incremental_vacuum");
    return forgotten;
  });
}

}  // namespace flowvet::agent
