// The agent as Prometheus sees it.
#include "agent/metrics.hpp"

#include "agent/sample_records.hpp"
#include "agent/textfile.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

using namespace flowvet;
using namespace flowvet::test;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const agent::Job> job_named(const std::string& name) {
  auto job = std::make_shared<agent::Job>();
  job->name = name;
  job->plan.role = RoleId{"vda"};
  job->plan.site = "tokyo";
  return job;
}

agent::JobNow one_job() {
  agent::JobNow now;
  now.job = job_named("vda");
  auto run = run_at(5, {{"a.b", passed()}, {"a.c", passed()}, {"a.d", failed()}});
  run.outcomes = {{"sessions", {"Sessions", "セッション"}, judge::Verdict::degraded}, {"printing", {}, judge::Verdict::skipped}};
  now.last = std::make_shared<const agent::RunRecord>(run);
  return now;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("Metrics of the last run count what was found in words of closed lists") {
  agent::Now now;
  now.jobs = {one_job()};
  const auto text = agent::metrics_text(now, {}, 4096);
  for (const std::string line :
       {R"(flowvet_build_info{version="0.1.0"} 1)", R"(probe_success{flowvet_job="vda"} 0)",
        R"(probe_duration_seconds{flowvet_job="vda"} 1.5)", R"(flowvet_job_verdict{flowvet_job="vda",verdict="fail"} 1)",
        R"(flowvet_job_last_run_timestamp_seconds{flowvet_job="vda"} 1769817900)",
        R"(flowvet_outcome_success{flowvet_job="vda",id="sessions"} 1)",
        R"(flowvet_outcome_verdict{flowvet_job="vda",id="printing",verdict="skipped"} 1)",
        R"(flowvet_flows{flowvet_job="vda",need="required",verdict="pass",certainty="proven",cause="none",outcome="answered"} 2)",
        R"(flowvet_flows{flowvet_job="vda",need="required",verdict="fail",certainty="none",cause="dropped",outcome="silent"} 1)",
        R"(flowvet_job_info{flowvet_job="vda",role="vda",site="tokyo"} 1)", R"(flowvet_job_interval_seconds{flowvet_job="vda"} 300)",
        R"(flowvet_store_bytes 4096)"})
    CHECK_MESSAGE(has_line(text, line), line << "\n" << text);
  CHECK(text.find("flowvet_outcome_success{flowvet_job=\"vda\",id=\"printing\"}") == std::string::npos);
  CHECK(text.find("a.b") == std::string::npos);
}

TEST_CASE("Flows have series of their own where they are asked for") {
  agent::Now now;
  now.metrics = report::MetricsLevel::flows;
  now.jobs = {one_job()};
  const auto text = agent::metrics_text(now, {}, {});
  CHECK(has_line(text, R"(flowvet_flow_success{flowvet_job="vda",flow="a.b"} 1)"));
  CHECK(has_line(text, R"(flowvet_flow_success{flowvet_job="vda",flow="a.d"} 0)"));
  CHECK(text.find("flowvet_store_bytes") == std::string::npos);
}

TEST_CASE("A run that could not be told is no success") {
  agent::Now now;
  now.jobs = {one_job()};
  now.jobs[0].last = std::make_shared<const agent::RunRecord>(agent::broken_record("vda", minute(1), 1s, "bug"));
  const auto text = agent::metrics_text(now, {}, {});
  CHECK(has_line(text, R"(probe_success{flowvet_job="vda"} 0)"));
  CHECK(has_line(text, R"(flowvet_job_last_run_complete{flowvet_job="vda"} 0)"));
}

TEST_CASE("A run that breaks or is cut ends no failure, and leaves no pass standing that it has not seen") {
  agent::Board board;
  board.follow({}, {job_named("vda")});
  auto run = run_at(5, {{"a.b", passed()}, {"a.c", failed()}, {"a.d", failed()}});
  run.outcomes = {{"sessions", {}, judge::Verdict::fail}, {"printing", {}, judge::Verdict::pass}, {"audio", {}, judge::Verdict::skipped}};
  board.ended("vda", std::make_shared<const agent::RunRecord>(run), true);
  auto cut = run_at(6, {{"a.c", passed()}});
  cut.state = agent::RunState::incomplete;
  board.ended("vda", std::make_shared<const agent::RunRecord>(cut), true);
  board.ended("vda", std::make_shared<const agent::RunRecord>(agent::broken_record("vda", minute(7), 1s, "bug")), true);
  auto now = board.now();
  now.metrics = report::MetricsLevel::flows;
  const auto text = agent::metrics_text(now, {}, {});
  for (
      const std::string line :
      {R"(flowvet_job_verdict{flowvet_job="vda",verdict="unknown"} 1)", R"(flowvet_job_last_run_complete{flowvet_job="vda"} 0)",
       R"(flowvet_outcome_verdict{flowvet_job="vda",id="sessions",verdict="fail"} 1)",
       R"(flowvet_outcome_verdict{flowvet_job="vda",id="printing",verdict="unknown"} 1)",
       R"(flowvet_outcome_verdict{flowvet_job="vda",id="audio",verdict="skipped"} 1)",
       R"(flowvet_flow_verdict{flowvet_job="vda",flow="a.b",need="required",verdict="unknown",certainty="none",cause="none",outcome="cut"} 1)",
       R"(flowvet_flow_verdict{flowvet_job="vda",flow="a.c",need="required",verdict="unknown",certainty="none",cause="none",outcome="cut"} 1)",
       R"(flowvet_flow_verdict{flowvet_job="vda",flow="a.d",need="required",verdict="fail",certainty="none",cause="dropped",outcome="silent"} 1)"})
    CHECK_MESSAGE(has_line(text, line), line << "\n" << text);
  board.ended("vda", std::make_shared<const agent::RunRecord>(run_at(8, {{"a.d", passed()}})), true);
  CHECK(agent::metrics_text(board.now(), {}, {}).find("\"fail\"") == std::string::npos);
}

TEST_CASE("After a restart a run that broke has the failures of the one before, and the next run's time is told") {
  agent::Board board;
  board.follow({}, {job_named("vda")});
  const auto finished = std::make_shared<const agent::RunRecord>(run_at(5, {{"a.d", failed()}}));
  board.remember("vda", std::make_shared<const agent::RunRecord>(agent::broken_record("vda", minute(6), 1s, "bug")), finished);
  const agent::Moment noon{agent::WallTime{1'769'817'600s}, agent::SteadyTime{1000s}};
  board.planned("vda", noon.steady + 90s, noon);
  const auto text = agent::metrics_text(board.now(), noon.steady, {});
  CHECK(has_line(text,
                 R"(flowvet_flows{flowvet_job="vda",need="required",verdict="fail",certainty="none",cause="dropped",outcome="silent"} 1)"));
  CHECK(has_line(text, R"(flowvet_job_next_run_timestamp_seconds{flowvet_job="vda"} 1769817690)"));
  CHECK(has_line(text, R"(flowvet_job_timeout_seconds{flowvet_job="vda"} 600)"));
}

TEST_CASE("A job before its first run is there, and has no result yet") {
  agent::Now now;
  now.jobs.resize(1);
  now.jobs[0].job = job_named("vda");
  const auto text = agent::metrics_text(now, {}, {});
  CHECK(text.find("probe_success") == std::string::npos);
  CHECK(has_line(text, R"(flowvet_job_running{flowvet_job="vda"} 0)"));
}

TEST_CASE("Every metric is described once, before its samples") {
  agent::Now now;
  now.metrics = report::MetricsLevel::flows;
  now.jobs = {one_job(), one_job()};
  now.jobs[1].job = job_named("vda2");
  std::istringstream lines(agent::metrics_text(now, {}, 1));
  std::set<std::string> described;
  std::string current;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP ")) {
      current = line.substr(7, line.find(' ', 7) - 7);
      CHECK_MESSAGE(described.insert(current).second, current);
    } else if (!line.starts_with("#")) {
      CHECK_MESSAGE(line.substr(0, line.find_first_of(" {")) == current, line);
    }
  }
}

TEST_CASE("A run is overdue when it has not begun in time or does not end") {
  agent::JobNow now;
  now.job = job_named("vda");
  const agent::SteadyTime noon{1000s};
  CHECK(now.overdue(noon) == 0s);
  now.due = noon - 3s;
  CHECK(now.overdue(noon) == 3s);
  CHECK(now.overdue(noon - 10s) == 0s);
  now.running_since = noon - 10s;
  CHECK(now.overdue(noon) == 0s);
  CHECK(now.overdue(noon + 600s) == 10s);
}

TEST_CASE("Label values are escaped") {
  report::PrometheusText text;
  text.metric("m", report::MetricType::gauge, "help");
  text.sample({{"a", "x\"y\\z\n"}}, 0.25);
  CHECK(text.take() == "# HELP m help\n# TYPE m gauge\nm{a=\"x\\\"y\\\\z\\\\x0a\"} 0.25\n");
}

TEST_CASE("A board follows jobs, runs and a new configuration") {
  agent::Board board;
  agent::Config config;
  board.follow(config, {job_named("a"), job_named("b")});
  const auto run = std::make_shared<agent::RunRecord>(run_at(1, {}));
  board.started("a", agent::SteadyTime{5s});
  CHECK(board.now().jobs[0].running_since == agent::SteadyTime{5s});
  const auto before = board.version();
  board.ended("a", run, false);
  CHECK(board.version() > before);
  CHECK_FALSE(board.now().jobs[0].running_since);
  CHECK(board.now().jobs[0].last == run);
  CHECK(board.now().disk_fails);
  board.ended("gone", run, true);
  CHECK_FALSE(board.now().disk_fails);
  board.follow(config, {job_named("a"), job_named("c")});
  REQUIRE(board.now().jobs.size() == 2);
  CHECK(board.now().jobs[0].last == run);
  CHECK(board.now().jobs[1].last == nullptr);
}

TEST_CASE("A text file is replaced as a whole, readable for others, or its problem told") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "flowvet.prom";
  REQUIRE(agent::write_textfile(file, "old\n").has_value());
  REQUIRE(agent::write_textfile(file, "new\n").has_value());
  std::ifstream stream(file);
  CHECK(std::string(std::istreambuf_iterator<char>(stream), {}) == "new\n");
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::others_read) != std::filesystem::perms::none);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
  CHECK_FALSE(agent::write_textfile(folder.path() / "none" / "flowvet.prom", "x").has_value());
}
