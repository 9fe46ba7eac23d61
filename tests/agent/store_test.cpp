// What the store is given it gives back, from files of every version and beside other programs; nothing else is lost either.
#include "agent/store.hpp"

#include "agent/sample_records.hpp"
#include "agent/schema.hpp"
#include "support/temporary_folder.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace flowvet;
using namespace flowvet::test;
using agent::Keep;
using agent::Store;

namespace {

std::filesystem::path database_in(const TemporaryFolder& folder) {
  return folder.path() / "flowvet.db";
}

std::string first_problem(const auto& result) {
  return result.has_value() ? std::string{} : to_text(result.error().front());
}

int count(const std::filesystem::path& file, const std::string& table) {
  SQLite::Database sql(file.string());
  return sql.execAndGet("SELECT count(*) FROM " + table).getInt();
}

}  // namespace

TEST_CASE("A run comes back as it was saved") {
  const TemporaryFolder folder;
  auto record = run_at(1, {{"a.vda.sta.x", passed()}, {"b.vda.sta.y", failed()}, {"c.vda.sta.z", unsure()}});
  record.outcomes = {{"registers", {"VDA registers", "登録"}, judge::Verdict::fail}};
  record.skipped = 7;
  record.flows[2].need = plan::Weight::optional;
  record.id = Store::open(database_in(folder)).value()->save(record).value();
  CHECK(record.id == 1);
  const auto store = Store::open_to_read(database_in(folder)).value();
  CHECK(store->run(1).value().value() == record);
  CHECK(store->jobs().value() == std::vector<std::string>{"vda"});
  CHECK(store->last_run("vda").value().value() == static_cast<const agent::RunHead&>(record));
  CHECK_FALSE(store->run(2).value().has_value());
  CHECK_FALSE(store->last_run("sf").value().has_value());
}

TEST_CASE("The newest so many runs of a job are found, and whether there are older ones") {
  const TemporaryFolder folder;
  const auto store = Store::open(database_in(folder)).value();
  CHECK(store->newest({"vda"}, 3).value().runs == 0);
  for (int i = 0; i < 5; ++i) {
    auto run = run_at(i, {});
    if (i == 4) run.state = agent::RunState::incomplete;
    if (i == 2) run.job = "other";
    REQUIRE(store->save(run).has_value());
  }
  const auto window = store->newest({"vda"}, 3).value();
  CHECK(window.runs == 3);
  CHECK(window.first_run == 2);
  CHECK(window.oldest == minute(1));
  CHECK(window.cut);
  CHECK_FALSE(store->newest({"vda"}, 4).value().cut);
  CHECK(store->newest({"vda", minute(3)}, 9).value().runs == 2);
  CHECK(store->runs({"vda", std::nullopt, 4}).value().size() == 2);
  CHECK(store->newest({}, 9).value().runs == 5);
  CHECK(store->last_finished("vda").value()->id == 4);
  CHECK_FALSE(store->last_finished("none").value().has_value());
}

TEST_CASE("Evidence that differs in nothing but times is kept once, other evidence apart") {
  const TemporaryFolder folder;
  const auto store = Store::open(database_in(folder)).value();
  for (int i = 0; i < 5; ++i) REQUIRE(store->save(run_at(i, {{"b.vda.sta.y", failed()}})).has_value());
  REQUIRE(store->save(run_at(5, {{"b.vda.sta.y", failed(judge::Cause::rejected)}})).has_value());
  CHECK(count(database_in(folder), "evidence") == 2);
  const auto series = store->flows({}).value();
  REQUIRE(series.size() == 1);
  CHECK(series[0].sightings[0].evidence == series[0].sightings[4].evidence);
  CHECK(series[0].sightings[4].evidence != series[0].sightings[5].evidence);
  CHECK(store->evidence(*series[0].sightings[5].evidence).value() == R"({"id":"b.vda.sta.y","cause":"rejected","took_ms":5})");
}

TEST_CASE("A series has a gap where a run says nothing about the flow") {
  const TemporaryFolder folder;
  const auto store = Store::open(database_in(folder)).value();
  REQUIRE(store->save(run_at(0, {{"other.flow", passed()}})).has_value());
  REQUIRE(store->save(run_at(1, {{"a.flow", passed()}})).has_value());
  REQUIRE(store->save(agent::broken_record("vda", minute(2), std::chrono::milliseconds{1}, "bug")).has_value());
  REQUIRE(store->save(run_at(3, {{"a.flow", failed()}})).has_value());
  REQUIRE(store->save(agent::broken_record("vda", minute(4), std::chrono::milliseconds{1}, "bug")).has_value());
  const auto series = store->flows({}, "a.flow").value();
  REQUIRE(series.size() == 1);
  CHECK(series[0].job == "vda");
  REQUIRE(series[0].sightings.size() == 4);  // runs before it was first checked are no gaps
  CHECK(series[0].sightings[0].finding == passed());
  CHECK_FALSE(series[0].sightings[1].finding.has_value());
  CHECK(series[0].sightings[1].state == agent::RunState::broken);
  CHECK(series[0].sightings[2].finding == failed());
  CHECK_FALSE(series[0].sightings[3].finding.has_value());
}

TEST_CASE("Runs can be asked for by job and time") {
  const TemporaryFolder folder;
  const auto store = Store::open(database_in(folder)).value();
  auto other = run_at(2, {{"a.flow", passed()}});
  other.job = "storefront";
  REQUIRE(store->save(run_at(1, {{"a.flow", passed()}})).has_value());
  REQUIRE(store->save(other).has_value());
  REQUIRE(store->save(run_at(3, {{"a.flow", passed()}})).has_value());
  CHECK(store->runs({}).value().size() == 3);
  CHECK(store->runs({"vda"}).value().size() == 2);
  CHECK(store->runs({"vda", minute(2)}).value().size() == 1);
  CHECK(store->flows({"", minute(2)}, "a.flow").value().size() == 2);
  CHECK(store->flows({"storefront"}).value().at(0).sightings.size() == 1);
}

TEST_CASE("Forgetting by age takes the oldest runs, with evidence that nobody refers to any more") {
  const TemporaryFolder folder;
  const auto store = Store::open(database_in(folder)).value();
  REQUIRE(store->save(run_at(0, {{"a.flow", failed(judge::Cause::dns)}, {"b.flow", failed()}})).has_value());
  constexpr int a_day = 24 * 60;
  REQUIRE(store->save(run_at(3 * a_day, {{"a.flow", passed()}, {"b.flow", failed()}})).has_value());
  CHECK(store->forget({std::chrono::days{4}, 1 << 30}, minute(3 * a_day)).value() == 0);
  CHECK(store->forget({std::chrono::days{2}, 1 << 30}, minute(3 * a_day)).value() == 1);
  CHECK(store->runs({}).value().size() == 1);
  CHECK(count(database_in(folder), "verdict") == 2);
  CHECK(count(database_in(folder), "evidence") == 1);
  CHECK_FALSE(store->run(2).value()->flows[1].evidence.empty());
}

TEST_CASE("A clock that is years ahead costs a few runs at a time only") {
  const TemporaryFolder folder;
  const auto store = Store::open(database_in(folder)).value();
  for (int i = 0; i < 100; ++i) REQUIRE(store->save(run_at(i, {{"a.flow", passed()}})).has_value());
  CHECK(store->forget({std::chrono::days{90}, 1 << 30}, minute(0) + std::chrono::years{10}).value() == 20);
}

TEST_CASE("Forgetting by size makes the file smaller, and leaves the newest runs however small the limit is") {
  const TemporaryFolder folder;
  const auto store = Store::open(database_in(folder)).value();
  const std::string bulk(20'000, 'x');
  for (int i = 0; i < 200; ++i) {
    auto run = run_at(i, {{"a.flow", failed()}});
    run.flows[0].evidence = R"({"n":)" + std::to_string(i) + R"(,"bulk":")" + bulk + R"("})";
    REQUIRE(store->save(run).has_value());
  }
  constexpr std::int64_t limit = 1 << 20;
  CHECK(store->forget({std::chrono::days{90}, limit}, minute(200)).value() > 100);
  const auto runs = store->runs({}).value();
  CHECK(runs.size() < 100);
  CHECK(runs.back().id == 200);
  SQLite::Database sql(database_in(folder).string());
  CHECK(sql.execAndGet("PRAGMA page_count").getInt64() * sql.execAndGet("PRAGMA page_size").getInt64() <= limit);
  REQUIRE(store->forget({std::chrono::days{90}, 1}, minute(200)).has_value());
  CHECK_FALSE(store->runs({}).value().empty());
}

TEST_CASE("A file of version 1 is brought up to date with everything in it") {
  const TemporaryFolder folder;
  {
    SQLite::Database sql(database_in(folder).string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    REQUIRE(agent::migrate(sql, "old.db", 1).has_value());
    sql.exec(
        "INSERT INTO job VALUES (1, 'vda'); INSERT INTO flow VALUES (1, 'a.flow');"
        "INSERT INTO finding VALUES (1, 'fail', 'none', 'dropped', 'silent', 'required');"
        "INSERT INTO run VALUES (9, 1, 'finished', 1000, 20, 'h', 'vda', 's', '0.1.0', 0, '');"
        "INSERT INTO verdict VALUES (9, 1, 1, NULL);");
  }
  if (agent::newest_schema() > 1) CHECK(first_problem(Store::open_to_read(database_in(folder))).find("older version") != std::string::npos);
  const auto store = Store::open(database_in(folder)).value();
  CHECK(store->run(9).value()->flows.at(0).finding == failed());
  CHECK(store->save(run_at(1, {{"a.flow", passed()}})).value() == 10);
  SQLite::Database sql(database_in(folder).string());
  CHECK(sql.execAndGet("PRAGMA user_version").getInt() == agent::newest_schema());
}

TEST_CASE("A newer file, a file of another program and what is no database are refused, and left as they are") {
  const TemporaryFolder folder;
  const auto file = database_in(folder);
  REQUIRE(Store::open(file).has_value());
  { SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99"); }
  for (const auto& problem : {first_problem(Store::open(file)), first_problem(Store::open_to_read(file))})
    CHECK(problem.find("a newer flowvet wrote this database: its version is 99") != std::string::npos);

  const auto foreign = folder.path() / "foreign.db";
  { SQLite::Database(foreign.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE theirs(x)"); }
  CHECK(first_problem(Store::open(foreign)).find("another program") != std::string::npos);
  CHECK(count(foreign, "sqlite_schema") == 1);

  const auto text = folder.path() / "notes.txt";
  { std::ofstream(text) << std::string(5000, 'n'); }
  CHECK(first_problem(Store::open(text)).find("not a database") != std::string::npos);
  CHECK(std::filesystem::file_size(text) == 5000);
  CHECK(first_problem(Store::open_to_read(folder.path() / "none.db")).find("no such database") != std::string::npos);
}

TEST_CASE("A transaction that another program holds open is waited for, then told, and the store goes on after it") {
  const TemporaryFolder folder;
  const auto store = Store::open(database_in(folder)).value();
  {
    SQLite::Database other(database_in(folder).string(), SQLite::OPEN_READWRITE);
    const SQLite::Transaction held(other, SQLite::TransactionBehavior::IMMEDIATE);
    CHECK(first_problem(store->save(run_at(1, {{"a.flow", passed()}}))).find("locked") != std::string::npos);
  }
  CHECK(store->save(run_at(1, {{"a.flow", passed()}})).has_value());
}

TEST_CASE("Words that a later version wrote read as the most careful value") {
  const TemporaryFolder folder;
  const auto store = Store::open(database_in(folder)).value();
  REQUIRE(store->save(run_at(1, {{"a.flow", passed()}})).has_value());
  SQLite::Database(database_in(folder).string(), SQLite::OPEN_READWRITE).exec("UPDATE finding SET verdict = 'splendid'");
  CHECK(store->run(1).value()->flows.at(0).finding.verdict == judge::Verdict::unknown);
}

TEST_CASE("Standings and untold news outlive the process, until somebody was told") {
  const TemporaryFolder folder;
  agent::Standings standings;
  const agent::TellRules rules{{agent::SubjectKind::flow}, {judge::Verdict::fail}, 1};
  const auto run = run_at(0, {{"a.flow", failed()}});
  const auto news = agent::advance(standings, run, rules, false);
  REQUIRE(Store::open(database_in(folder)).value()->save(run, standings, news).has_value());
  const auto store = Store::open(database_in(folder)).value();
  CHECK(store->standings("vda").value() == standings);
  CHECK(store->standings("other").value().empty());
  const auto kept = store->untold("log").value();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].news.run == 1);
  CHECK(kept[0].news.subject.id == "a.flow");
  REQUIRE(store->told(kept[0].id, "log").has_value());
  CHECK(store->untold("log").value().empty());
}

TEST_CASE("News are kept until every channel has told them, each for itself") {
  const TemporaryFolder folder;
  const auto store = Store::open(database_in(folder)).value();
  agent::Standings standings;
  const auto run = run_at(0, {{"a.flow", failed()}, {"b.flow", failed()}});
  const auto news = agent::advance(standings, run, {{agent::SubjectKind::flow}, {judge::Verdict::fail}, 1}, false);
  REQUIRE(store->save(run, standings, news, {"log", "webhook a", "webhook b"}).has_value());
  CHECK(store->untold("webhook a").value().size() == 2);
  CHECK(store->untold("webhook new").value().empty());
  REQUIRE(store->told(1, "log").has_value());
  REQUIRE(store->told(1, "webhook a").has_value());
  CHECK(store->untold("webhook a").value().at(0).id == 2);
  CHECK(store->untold("webhook b").value().at(0).news.subject.id == "a.flow");
  REQUIRE(store->told(1, "webhook b").has_value());
  CHECK(count(database_in(folder), "news") == 1);
  REQUIRE(store->keep_news_for({"webhook b"}).has_value());
  CHECK(store->untold("webhook a").value().empty());
  CHECK(store->untold("log").value().size() == 1);
  CHECK(store->untold("webhook b").value().size() == 1);
}

TEST_CASE("News that a version without channels had no time to tell are told by the log") {
  const TemporaryFolder folder;
  constexpr int without_channels = 2;
  {
    SQLite::Database sql(database_in(folder).string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    REQUIRE(agent::migrate(sql, "f", without_channels).has_value());
    sql.exec(
        R"(INSERT INTO news(json) VALUES ('{"schema":"flowvet-news/1","kind":"broke","job":"vda","subject":{"kind":"flow","id":"a.flow",
      "title":""},"was":{"verdict":"pass","cause":"none","since":"2026-01-31T00:00:00.000Z"},"is":{"verdict":"fail","cause":"dropped",
      "since":"2026-01-31T00:01:00.000Z"},"at":"2026-01-31T00:02:00.000Z","run":3}'))");
  }
  const auto store = Store::open(database_in(folder)).value();
  const auto kept = store->untold("log").value();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].news.job == "vda");
  CHECK(kept[0].news.troubles.empty());
}

TEST_CASE("One writer at a time has the database, and readers do not mind") {
  const TemporaryFolder folder;
  const auto file = database_in(folder);
  {
    const auto writer = Store::open(file).value();
    CHECK(first_problem(Store::open(file)).find("another agent uses this database") != std::string::npos);
    CHECK(Store::open_to_read(file).has_value());
    CHECK(writer->save(run_at(1, {{"a.vda.sta.x", passed()}})).has_value());
  }
  CHECK(Store::open(file).has_value());
}
