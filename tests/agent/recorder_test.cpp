// What becomes of a run, with a real store: what is told, how often, and what waits for the disk.
#include "agent/recorder.hpp"

#include "agent/sample_records.hpp"
#include "agent/states_json.hpp"
#include "support/temporary_folder.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

using namespace flowvet;
using namespace flowvet::test;

namespace {

agent::Config config_about_flows() {
  agent::Config config;
  config.tell = {{agent::SubjectKind::flow}, {judge::Verdict::fail}, 1};
  config.keep.age = std::chrono::days{3650};  // the runs of these tests are as old as their dates
  return config;
}

/// A store, a recorder on it, and what it has told.
class Scene {
 public:
  Scene() { recorder.follow(config_about_flows()); }

  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "f.db";
  std::unique_ptr<agent::Store> store = agent::Store::open(file).value();
  std::vector<std::string> told;
  agent::Recorder recorder{*store, [this](const agent::KeptNews& kept) { told.emplace_back(to_word(kept.news.kind)); }};
};

}  // namespace

TEST_CASE("A run is kept, what it changes is told once, and the store need not remember that any more") {
  Scene scene;
  CHECK(scene.recorder.take(run_at(0, {{"a.flow", failed()}}), false) == 1);
  CHECK(scene.recorder.take(run_at(1, {{"a.flow", failed()}}), false) == 2);
  CHECK(scene.recorder.take(run_at(2, {{"a.flow", passed()}}), false) == 3);
  CHECK(scene.told == std::vector<std::string>{"broke", "recovered"});
  CHECK(scene.store->untold("log").value().empty());
}

TEST_CASE("A new process tells what the one before it had no time to tell, and repeats nothing") {
  Scene before;
  before.recorder.take(run_at(0, {{"a.flow", failed()}}), false);
  agent::Standings standings = before.store->standings("vda").value();
  auto run = run_at(1, {{"a.flow", passed()}});
  const auto news = agent::advance(standings, run, config_about_flows().tell, false);
  REQUIRE(before.store->save(run, standings, news).has_value());  // and then it crashed

  std::vector<std::string> told;
  agent::Recorder after(*before.store, [&told](const agent::KeptNews& one) { told.emplace_back(to_word(one.news.kind)); });
  CHECK(told == std::vector<std::string>{"recovered"});
  after.follow(config_about_flows());
  after.take(run_at(2, {{"a.flow", passed()}}), false);
  CHECK(told.size() == 1);
}

TEST_CASE("While the database cannot be written runs wait in their order, and their news do not") {
  Scene scene;
  {
    SQLite::Database other(scene.file.string(), SQLite::OPEN_READWRITE);
    const SQLite::Transaction held(other, SQLite::TransactionBehavior::IMMEDIATE);
    CHECK(scene.recorder.take(run_at(0, {{"a.flow", failed()}}), false) == std::nullopt);
    CHECK(scene.told == std::vector<std::string>{"broke"});
    CHECK(scene.recorder.write_waiting() == 1);
  }
  CHECK(scene.recorder.take(run_at(1, {{"a.flow", passed()}}), false) == 2);
  CHECK(scene.recorder.write_waiting() == 0);
  CHECK(scene.store->run(1).value()->flows.at(0).finding == failed());
  CHECK(scene.told == std::vector<std::string>{"broke", "recovered"});
}
