// What people read of history and differences: whole texts, so that a change shows.
#include "cli/history_output.hpp"

#include "agent/sample_records.hpp"
#include "cli/diff_output.hpp"
#include "report/flow_json.hpp"
#include "report/sample_report.hpp"
#include "support/golden.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace flowvet;
using namespace flowvet::test;

namespace {

constexpr cli::TextStyle style{100, false};

/// The sample report as runs of every five minutes: four as it is, two with a second controller that works, one that broke.
std::unique_ptr<agent::Store> sample_store(const TemporaryFolder& folder) {
  auto store = agent::Store::open(folder.path() / "f.db").value();
  auto report = sample_report();
  const auto save = [&](int minutes) {
    report.run.started = minute(minutes);
    REQUIRE(store->save(agent::make_record("vda", report)).has_value());
  };
  for (int i = 0; i < 4; ++i) save(5 * i);
  auto& registration = report.flows[0];
  registration.verdict = judge::Verdict::pass;
  registration.certainty = judge::Certainty::proven;
  registration.cause = judge::Cause::none;
  for (auto& check : registration.checks) check.verdict = registration.checks[0].verdict;
  save(20);
  save(25);
  REQUIRE(store->save(agent::broken_record("vda", minute(30), std::chrono::milliseconds{3}, "a bug\x1b[2J")).has_value());
  return store;
}

std::vector<cli::History> histories(agent::Store& store) {
  std::vector<cli::History> all;
  for (const bool is_outcome : {true, false}) {
    const auto list = is_outcome ? store.outcomes({}).value() : store.flows({}).value();
    for (const auto& series : list) all.push_back({series, agent::make_timeline(series.sightings), is_outcome});
  }
  return all;
}

}  // namespace

TEST_CASE("golden: the history of all flows, of some, and the runs") {
  const TemporaryFolder folder;
  const auto store = sample_store(folder);
  auto all = histories(*store);
  auto text = cli::overview_text(all, style) + "\n";
  std::erase_if(all, [](const cli::History& one) { return !one.series.subject.starts_with("cvad.") && !one.is_outcome; });
  text += cli::timelines_text(all, *store, style).value() + "\n" + cli::runs_text(store->runs({}).value(), style.columns);
  CHECK(golden("history.txt", text) == text);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("golden: the difference of two runs") {
  const TemporaryFolder folder;
  const auto store = sample_store(folder);
  auto a = store->run(4).value().value(), b = store->run(5).value().value();
  std::swap(a.flows[1].finding, b.flows[2].finding);
  b.flows.pop_back();
  const auto text = cli::diff_text(agent::compare(a, b), style);
  CHECK(golden("diff.txt", text) == text);
}

TEST_CASE("No history is told as such") {
  CHECK(cli::overview_text({}, style) == "No run is remembered for that time.\n");
  CHECK(cli::runs_text({}, 100) == "No run is remembered for that time.\n");
}
