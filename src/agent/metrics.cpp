// What the runs come to is the report's own (report/run_metrics.cpp); here is what only an agent has: a schedule and a memory.
#include "agent/metrics.hpp"

#include "report/prometheus.hpp"

namespace flowvet::agent {
namespace {

using report::MetricType;
using report::PrometheusText;

void write_schedule(PrometheusText& text, const Now& now, SteadyTime at) {
  text.metric("flowvet_job_info", MetricType::gauge,
              "1 for the role that the host plays in the job, and the site that it is checked against");
  for (const auto& one : now.jobs)
    text.sample({{"flowvet_job", one.job->name}, {"role", one.job->plan.role.text}, {"site", one.job->plan.site}}, 1);
  text.metric("flowvet_job_interval_seconds", MetricType::gauge, "How far apart the job's runs begin");
  for (const auto& one : now.jobs) text.sample({{"flowvet_job", one.job->name}}, report::in_seconds(one.job->schedule.every));
  text.metric("flowvet_job_timeout_seconds", MetricType::gauge, "After so long a run of the job is cut");
  for (const auto& one : now.jobs) text.sample({{"flowvet_job", one.job->name}}, report::in_seconds(one.job->timeout));
  text.metric("flowvet_job_next_run_timestamp_seconds", MetricType::gauge,
              "When the job's next run should begin, or the one under way should have begun");
  for (const auto& one : now.jobs)
    if (one.next_run) text.sample({{"flowvet_job", one.job->name}}, report::in_unix_seconds(*one.next_run));
  text.metric("flowvet_job_running", MetricType::gauge, "Whether a run is under way");
  for (const auto& one : now.jobs) text.sample({{"flowvet_job", one.job->name}}, one.running_since ? 1 : 0);
  text.metric("flowvet_job_overdue_seconds", MetricType::gauge,
              "How much later than planned the next run is, or beyond its limit the one that runs; 0 when in time");
  for (const auto& one : now.jobs) text.sample({{"flowvet_job", one.job->name}}, report::in_seconds(one.overdue(at)));
  text.metric("flowvet_job_runs_total", MetricType::counter, "Runs since the agent started, by how they ended");
  for (const auto& one : now.jobs)
    for (const auto& state : word_table<RunState>)
      text.sample({{"flowvet_job", one.job->name}, {"state", state.text}},
                  static_cast<double>(one.ended.at(static_cast<std::size_t>(state.value))));
}

void write_memory(PrometheusText& text, const Now& now, std::optional<std::uint64_t> bytes) {
  text.metric("flowvet_store_bytes", MetricType::gauge, "Size of the database with its journal");
  if (bytes) text.sample({}, static_cast<double>(*bytes));
  text.metric("flowvet_store_failing", MetricType::gauge, "Whether the newest run could not be written and waits in memory");
  text.sample({}, now.disk_fails ? 1 : 0);
  text.metric("flowvet_store_delayed_runs_total", MetricType::counter, "Runs that could not be written when they ended");
  text.sample({}, static_cast<double>(now.runs_not_written));
}

/// The last run, with what it does not tell as it was last known.
report::MeasuredRun measure_known(const JobNow& one) {
  auto run = measure(*one.last);
  if (!one.known || one.known == one.last) return run;
  auto known = measure(*one.known);
  run.flows = std::move(known.flows);
  run.outcomes = std::move(known.outcomes);
  run.skipped = known.skipped;
  return run;
}

void write_telling(PrometheusText& text, const telling::Tallies& tallies) {
  const auto write = [&](const char* name, MetricType type, const char* help, std::uint64_t telling::Tally::*part) {
    text.metric(name, type, help);
    for (const auto& [kind, tally] : tallies) text.sample({{"channel", to_word(kind)}}, static_cast<double>(tally.*part));
  };
  write("flowvet_tell_delivered_total", MetricType::counter, "News that channels of this kind have taken", &telling::Tally::delivered);
  write("flowvet_tell_failed_attempts_total", MetricType::counter, "Attempts that came to nothing", &telling::Tally::failed_attempts);
  write("flowvet_tell_given_up_total", MetricType::counter, "News that were not told: refused for good, or too old",
        &telling::Tally::given_up);
  write("flowvet_tell_waiting", MetricType::gauge, "News that are still to be told", &telling::Tally::waiting);
}

}  // namespace

report::MeasuredRun measure(const RunRecord& run) {
  report::MeasuredRun measured;
  measured.name = run.job;
  measured.role = run.role;
  measured.site = run.site;
  measured.verdict = verdict_of(run);
  measured.complete = run.state == RunState::finished;
  measured.started = run.started;
  measured.took = run.took;
  measured.skipped = run.skipped;
  for (const auto& flow : run.flows) {
    const auto& found = flow.finding;
    measured.flows.push_back({flow.id.text, flow.need, found.verdict, found.certainty, found.cause, found.seen});
  }
  for (const auto& outcome : run.outcomes) measured.outcomes.push_back({outcome.id, outcome.verdict});
  return measured;
}

std::string metrics_text(const Now& now, SteadyTime at, std::optional<std::uint64_t> bytes) {
  PrometheusText text;
  text.metric("flowvet_build_info", MetricType::gauge, "1 for the version of flowvet");
  text.sample({{"version", FLOWVET_VERSION}}, 1);
  std::vector<report::MeasuredRun> runs;
  for (const auto& one : now.jobs)
    if (one.last) runs.push_back(measure_known(one));
  report::write_run_metrics(text, runs, now.metrics);
  write_schedule(text, now, at);
  write_memory(text, now, bytes);
  write_telling(text, now.tallies);
  return text.take();
}

std::optional<std::uint64_t> store_bytes(const std::filesystem::path& database) {
  std::error_code error;
  const auto main = std::filesystem::file_size(database, error);
  if (error) return std::nullopt;
  auto journal = database;
  journal += "-wal";
  const auto more = std::filesystem::file_size(journal, error);
  return main + (error ? 0 : more);
}

}  // namespace flowvet::agent
