// What a run comes to as metrics. `probe_success` and `probe_duration_seconds` are those of blackbox_exporter, so that its dashboards and
// alerts work; every other name begins with "flowvet_".
#include "report/deciding_check.hpp"
#include "report/prometheus.hpp"

#include <map>
#include <tuple>

namespace flowvet::report {
namespace {

using Runs = std::span<const MeasuredRun>;

constexpr auto gauge = MetricType::gauge;

double works(judge::Verdict verdict) {
  return verdict == judge::Verdict::pass || verdict == judge::Verdict::degraded ? 1 : 0;
}

void write_runs(PrometheusText& text, Runs runs) {
  text.metric("probe_success", gauge, "Whether every required flow of the job worked in its last run; what could not be told counts as 0");
  for (const auto& run : runs) text.sample({{"flowvet_job", run.name}}, works(run.verdict));
  text.metric("probe_duration_seconds", gauge, "How long the job's last run took");
  for (const auto& run : runs) text.sample({{"flowvet_job", run.name}}, in_seconds(run.took));
  text.metric("flowvet_job_verdict", gauge, "1 for the verdict of the job's last run");
  for (const auto& run : runs) text.sample({{"flowvet_job", run.name}, {"verdict", to_word(run.verdict)}}, 1);
  text.metric("flowvet_job_last_run_timestamp_seconds", gauge, "When the job's last run began");
  for (const auto& run : runs) text.sample({{"flowvet_job", run.name}}, in_unix_seconds(run.started));
  text.metric("flowvet_job_last_run_complete", gauge, "Whether every check of the job's last run was made");
  for (const auto& run : runs) text.sample({{"flowvet_job", run.name}}, run.complete ? 1 : 0);
}

void write_outcomes(PrometheusText& text, Runs runs) {
  text.metric(
      "flowvet_outcome_success", gauge,
      "Whether this works for people, by the job's last run; what could not be told counts as 0, what is not checked has no sample");
  for (const auto& run : runs)
    for (const auto& outcome : run.outcomes)
      if (outcome.verdict != judge::Verdict::skipped) text.sample({{"flowvet_job", run.name}, {"id", outcome.id}}, works(outcome.verdict));
  text.metric("flowvet_outcome_verdict", gauge,
              "1 for the verdict of each outcome in the job's last run; what failed stays so until a run finds otherwise");
  for (const auto& run : runs)
    for (const auto& outcome : run.outcomes)
      text.sample({{"flowvet_job", run.name}, {"id", outcome.id}, {"verdict", to_word(outcome.verdict)}}, 1);
}

/// How many flows were found the same: bounded, because each label is a word of a closed list, and small, because few of them go together.
void write_counts(PrometheusText& text, Runs runs) {
  text.metric("flowvet_flows", gauge,
              "Flows of the job's last run, by how they count and what was found; what failed stays so until a run finds otherwise");
  for (const auto& run : runs) {
    std::map<std::tuple<plan::Weight, judge::Verdict, judge::Certainty, judge::Cause, judge::Outcome>, std::size_t> counts;
    for (const auto& flow : run.flows) ++counts[{flow.need, flow.verdict, flow.certainty, flow.cause, flow.seen}];
    for (const auto& [found, count] : counts) {
      const auto& [need, verdict, certainty, cause, seen] = found;
      text.sample({{"flowvet_job", run.name},
                   {"need", to_word(need)},
                   {"verdict", to_word(verdict)},
                   {"certainty", to_word(certainty)},
                   {"cause", to_word(cause)},
                   {"outcome", to_word(seen)}},
                  static_cast<double>(count));
    }
  }
  text.metric("flowvet_flows_skipped", gauge, "Flows of the role that the job does not check");
  for (const auto& run : runs) text.sample({{"flowvet_job", run.name}}, static_cast<double>(run.skipped));
}

void write_flows(PrometheusText& text, Runs runs) {
  text.metric("flowvet_flow_success", gauge, "Whether the flow worked in the job's last run");
  for (const auto& run : runs)
    for (const auto& flow : run.flows) text.sample({{"flowvet_job", run.name}, {"flow", flow.id}}, works(flow.verdict));
  text.metric("flowvet_flow_verdict", gauge, "1 for what the job's last run found of the flow");
  for (const auto& run : runs)
    for (const auto& flow : run.flows)
      text.sample({{"flowvet_job", run.name},
                   {"flow", flow.id},
                   {"need", to_word(flow.need)},
                   {"verdict", to_word(flow.verdict)},
                   {"certainty", to_word(flow.certainty)},
                   {"cause", to_word(flow.cause)},
                   {"outcome", to_word(flow.seen)}},
                  1);
}

}  // namespace

void write_run_metrics(PrometheusText& text, Runs runs, MetricsLevel level) {
  write_runs(text, runs);
  write_outcomes(text, runs);
  write_counts(text, runs);
  if (level == MetricsLevel::flows) write_flows(text, runs);
}

MeasuredRun measure(const Report& report) {
  MeasuredRun run;
  run.name = report.role.text;
  run.role = report.role.text;
  run.site = report.site;
  run.complete = report.complete;
  run.started = report.run.started;
  run.took = report.run.took;
  run.skipped = report.skipped.size();
  std::vector<Weighed> weighed;
  for (const auto& flow : report.flows) {
    run.flows.push_back({flow.flow.id.text, flow.flow.weight, flow.verdict, flow.certainty, flow.cause, seen_in(flow)});
    weighed.push_back({flow.flow.weight, flow.verdict});
  }
  for (const auto& outcome : report.outcomes) run.outcomes.push_back({outcome.id, outcome.verdict});
  run.verdict = verdict_of(weighed, report.complete);
  return run;
}

}  // namespace flowvet::report
