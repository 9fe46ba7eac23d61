// How people name runs, and what is found for it.
#include "cli/run_reference.hpp"

#include "agent/sample_records.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::test;
using cli::RunReference;

namespace {

std::string first_problem(const Result<agent::RunRecord>& run) {
  return run ? std::string{} : to_text(run.error().front());
}

}  // namespace

TEST_CASE("Numbers and last name runs, everything else is a file") {
  CHECK(cli::parse_run_reference("17") == RunReference{17, 0});
  CHECK(cli::parse_run_reference("last") == RunReference{});
  CHECK(cli::parse_run_reference("last~12") == RunReference{std::nullopt, 12});
  for (const char* text : {"", "-1", "1.5", "last~", "last~x", "last~-1", "last1", "report.json", "99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(cli::parse_run_reference(text).has_value());
  }
}

TEST_CASE("last counts the finished runs of one job") {
  const TemporaryFolder folder;
  const auto store = agent::Store::open(folder.path() / "f.db").value();
  CHECK(first_problem(cli::find_run(*store, {}, "")).find("no run is remembered yet") != std::string::npos);
  for (int i = 0; i < 3; ++i) REQUIRE(store->save(run_at(i, {{"a.flow", passed()}})).has_value());
  REQUIRE(store->save(agent::broken_record("vda", minute(3), {}, "bug")).has_value());
  CHECK(cli::find_run(*store, {}, "").value().id == 3);
  CHECK(cli::find_run(*store, {std::nullopt, 2}, "vda").value().id == 1);
  CHECK(cli::find_run(*store, {4, 0}, "").value().state == agent::RunState::broken);
  CHECK(first_problem(cli::find_run(*store, {std::nullopt, 3}, "")).find("only 3 finished runs") != std::string::npos);
  CHECK(first_problem(cli::find_run(*store, {9, 0}, "")).find("no run 9") != std::string::npos);
  auto other = run_at(5, {{"a.flow", passed()}});
  other.job = "storefront";
  REQUIRE(store->save(other).has_value());
  CHECK(first_problem(cli::find_run(*store, {}, "")).find("say which one with --job") != std::string::npos);
  CHECK(cli::find_run(*store, {}, "storefront").value().id == 5);
  CHECK(first_problem(cli::find_run(*store, {}, "storefornt")).find("did you mean \"storefront\"?") != std::string::npos);
}
