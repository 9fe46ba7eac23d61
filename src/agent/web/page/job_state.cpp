// Series of the memory, completed from the board, in the order in which people should read them.
#include "agent/web/page/job_state.hpp"

#include "judge/outcomes.hpp"
#include "report/deciding_check.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace flowvet::agent::web::page {
namespace {

void add_sighting(std::vector<Series>& all, const RunRecord& run, const std::string& id, const Finding& finding, plan::Weight need) {
  auto series = std::ranges::find(all, id, &Series::subject);
  if (series == all.end()) series = all.insert(all.end(), Series{run.job, id, need, {}});
  series->sightings.push_back({run.id, run.started, run.state, finding, std::nullopt});
}

void fill(Subject& subject, const std::vector<Series>& all, const JobPast& past, const JobNow& job, WallTime now) {
  const auto series = std::ranges::find(all, subject.id, &Series::subject);
  if (series == all.end()) return;
  const auto title = subject.title;
  subject = make_subject(*series, past, job, now);
  subject.title = title;
}

/// Whatever needs nobody's attention is last, required or not.
auto order_of(const Subject& subject) {
  const auto verdict = subject.timeline.now;
  return std::tuple{!subject.seen, rank(verdict) >= rank(judge::Verdict::pass), subject.need, rank(verdict)};
}

/// The judge's own rules over what each flow is now. Where they lead to another verdict than the newest run's, for instance because it
/// was cut, no flow is blamed.
void blame_flows(std::vector<Subject>& outcomes, const std::vector<Subject>& flows, const plan::Plan& plan) {
  std::vector<judge::FlowVerdict> verdicts;
  for (const auto& flow : flows) verdicts.push_back({flow.seen ? flow.timeline.now : judge::Verdict::unknown, {}, {}, {}});
  const auto judged = judge::judge_outcomes(plan, verdicts);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].seen || judged[i].verdict != outcomes[i].timeline.now) continue;
    for (const auto& id : judged[i].because) {
      const auto flow = std::ranges::find(flows, id.text, &Subject::id);
      if (flow != flows.end() && flow->seen && flow->timeline.now != judge::Verdict::pass) outcomes[i].because.push_back(id);
    }
  }
}

std::optional<judge::Verdict> verdict_now(const std::vector<Subject>& flows) {
  std::vector<report::Weighed> weighed;
  for (const auto& flow : flows)
    if (flow.seen) weighed.push_back({flow.need, flow.timeline.now});
  if (weighed.empty()) return std::nullopt;
  return report::verdict_of(weighed, true);
}

}  // namespace

void add_newest(JobPast& past, const JobNow& job) {
  if (!job.last) return;
  const auto& run = *job.last;
  const auto started = std::chrono::floor<std::chrono::milliseconds>(run.started);  // as the memory has it
  for (auto* all : {&past.outcomes, &past.flows})
    for (const auto& series : *all)
      if (!series.sightings.empty() && series.sightings.back().started >= started) return;
  for (const auto& flow : run.flows) add_sighting(past.flows, run, flow.id.text, flow.finding, flow.need);
  for (const auto& outcome : run.outcomes) {
    Finding finding;
    finding.verdict = outcome.verdict;
    add_sighting(past.outcomes, run, outcome.id, finding, plan::Weight::required);
  }
  if (run.state == RunState::finished) past.told = run;
}

int rank(judge::Verdict verdict) {
  using enum judge::Verdict;
  constexpr std::array worst_first{fail, unknown, degraded, pass, skipped};
  return static_cast<int>(std::ranges::find(worst_first, verdict) - worst_first.begin());
}

Subject make_subject(const Series& series, const JobPast& past, const JobNow& job, WallTime now) {
  Subject subject;
  subject.id = series.subject;
  subject.need = series.need;
  subject.seen = !series.sightings.empty();
  if (!subject.seen) return subject;
  subject.timeline = make_timeline(series.sightings);
  const auto newest =
      std::ranges::find_if(series.sightings.rbegin(), series.sightings.rend(), [](const Sighting& one) { return one.finding.has_value(); });
  if (newest != series.sightings.rend()) subject.finding = newest->finding;
  subject.since_or_earlier = past.older && past.window.oldest && subject.timeline.since <= *past.window.oldest;
  subject.spells = spells_of(series.sightings, job.job->schedule.every, now);
  return subject;
}

JobState make_state(const JobNow& job, JobPast past, WallTime now) {
  add_newest(past, job);
  JobState state;
  for (const auto& outcome : job.job->plan.outcomes) {
    Subject subject;
    subject.id = outcome.id;
    subject.title = outcome.title;
    fill(subject, past.outcomes, past, job, now);
    state.outcomes.push_back(std::move(subject));
  }
  for (const auto& flow : job.job->plan.flows) {
    Subject subject;
    subject.id = flow.id.text;
    subject.title = flow.purpose;
    subject.need = flow.weight;
    fill(subject, past.flows, past, job, now);
    state.flows.push_back(std::move(subject));
  }
  state.verdict = verdict_now(state.flows);
  blame_flows(state.outcomes, state.flows, job.job->plan);
  std::ranges::stable_sort(state.outcomes, {}, order_of);
  std::ranges::stable_sort(state.flows, {}, order_of);
  state.past = std::move(past);
  return state;
}

}  // namespace flowvet::agent::web::page
