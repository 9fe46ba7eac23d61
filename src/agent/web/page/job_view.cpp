// Text that a site or a peer may have written is escaped here for people's eyes, and by the templates for HTML.
#include "agent/web/page/job_view.hpp"

#include "agent/web/page/terms.hpp"
#include "agent/web/page/trouble_view.hpp"
#include "agent/web/page/words.hpp"
#include "report/layout.hpp"

#include <algorithm>
#include <map>

namespace flowvet::agent::web::page {
namespace {

using judge::Verdict;
using report::whole_text;

constexpr std::size_t most_blamed = 3;

WallTime wall_time(SteadyTime time, const Scene& scene) {
  return std::chrono::round<std::chrono::seconds>(scene.clock.now + std::chrono::duration_cast<WallTime::duration>(time - scene.steady));
}

void set_last_run(Data& data, const RunHead& run, const Scene& scene) {
  data.set("last", words(scene, "run_text", {scene.clock.text(run.started), scene.clock.length(run.took)}));
  data.set("last_time", time_data(run.started, scene.clock));
}

void set_next_run(Data& data, const JobNow& job, const Scene& scene) {
  const auto late = job.overdue(scene.steady);
  constexpr std::chrono::seconds worth_telling{5};
  if (late > worth_telling) data.set("overdue", words(scene, "overdue", {scene.clock.length(late)}));
  if (job.running_since)
    data.set("running",
             words(scene, "running_for",
                   {scene.clock.length(std::chrono::duration_cast<std::chrono::milliseconds>(scene.steady - *job.running_since))}));
  else if (job.due)
    data.set("next", time_data(wall_time(*job.due, scene), scene.clock));
}

std::string counts_text(const JobNow& job, const JobState& state, const Scene& scene) {
  std::map<int, std::pair<Verdict, std::size_t>> counts;
  for (const auto& flow : state.flows) {
    if (!flow.seen) continue;
    auto& [verdict, count] = counts[rank(flow.timeline.now)];
    verdict = flow.timeline.now;
    ++count;
  }
  if (!job.job->plan.skipped.empty()) counts[rank(Verdict::skipped)] = {Verdict::skipped, job.job->plan.skipped.size()};
  std::string text;
  for (const auto& [place, entry] : counts)
    text += (text.empty() ? "" : words(scene, "list_break")) +
            words(scene, "count_of", {std::to_string(entry.second), std::string{term(scene.clock.language, entry.first)}});
  return text;
}

/// What the reader must know before he believes the rest.
Data notes_of(const JobNow& job, const JobState& state, const Scene& scene) {
  Data notes{Data::type::list};
  const auto note = [&notes](std::string text) { notes.push_back(Data{"text", std::move(text)}); };
  if (!state.past.failure.empty()) note(words(scene, "cannot_read", {state.past.failure}));
  if (state.past.window.cut)
    note(words(scene, "window_cut", {std::to_string(state.past.window.runs), scene.clock.text(*state.past.window.oldest)}));
  if (job.last && job.last->state == RunState::incomplete)
    note(job.last->note.empty() ? words(scene, "run_cut_silently") : words(scene, "run_cut", {whole_text(job.last->note)}));
  if (job.last && job.last->state == RunState::broken) note(words(scene, "run_broke", {whole_text(job.last->note)}));
  if (!job.last && job.running_since) note(words(scene, "first_run_now"));
  if (!job.last && !job.running_since && job.due) note(words(scene, "first_run_due", {scene.clock.text(wall_time(*job.due, scene))}));
  return notes;
}

Data list_of(const std::vector<Subject>& flows, const auto& belongs, const std::string& job, const Scene& scene) {
  Data list{Data::type::list};
  for (const auto& flow : flows)
    if (belongs(flow)) list.push_back(subject_data(flow, scene.clock, flow_path(job, flow.id, scene)));
  return list;
}

/// Outcomes with the flows that they fail by.
Data outcomes_of(const JobState& state, const std::string& job, const Scene& scene) {
  Data list{Data::type::list};
  for (const auto& outcome : state.outcomes) {
    auto data = subject_data(outcome, scene.clock, "");
    Data flows{Data::type::list};
    for (std::size_t i = 0; i < std::min(outcome.because.size(), most_blamed); ++i) {
      const auto flow = std::ranges::find(state.flows, outcome.because[i].text, &Subject::id);
      Data one;
      one.set("href", flow_path(job, flow->id, scene));
      one.set("title", in(scene.clock.language, flow->title));
      flows.push_back(one);
    }
    if (!outcome.because.empty()) data.set("because", Data{"flows", flows});
    list.push_back(data);
  }
  return list;
}

}  // namespace

std::string words(const Scene& scene, std::string_view key, std::initializer_list<std::string> values) {
  return say(scene.clock.language, key, values);
}

std::string flow_path(const std::string& job, const std::string& flow, const Scene& scene) {
  return "/jobs/" + job + "/flows/" + flow + scene.suffix;
}

Data job_data(const JobNow& job, const JobState& state, const Now& now, const Scene& scene) {
  const auto& plan = job.job->plan;
  Data data;
  data.set("level", scene.all ? "2" : "3");  // of headings: below the page's own, or below the job's
  data.set("name", job.job->name);
  data.set("href", "/jobs/" + job.job->name + scene.suffix);
  const auto* profile = catalog::find_profile(*now.catalog, plan.role);
  data.set("role", profile ? in(scene.clock.language, profile->names) : whole_text(plan.role_name));
  data.set("site", whole_text(plan.site));
  set_verdict(data, scene.clock.language, state.verdict);
  data.set("schedule", words(scene, "every", {scene.clock.length(job.job->schedule.every)}));
  if (job.last) set_last_run(data, *job.last, scene);
  set_next_run(data, job, scene);
  set_text(data, "counts", counts_text(job, state, scene));
  data.set("notes", notes_of(job, state, scene));
  set_troubles(data, job, state, scene);
  const auto any = [](const Subject&) { return true; };
  data.set("outcomes", outcomes_of(state, job.job->name, scene));
  data.set("has_outcomes", !state.outcomes.empty() && state.verdict.has_value());
  // A job of a few flows has no outcome of its own.
  data.set("has_flows", state.outcomes.empty() && state.verdict.has_value() && !scene.all && state.flows.size() <= scene.most_broken);
  data.set("flow_lines", list_of(state.flows, any, job.job->name, scene));
  data.set("all_flows", words(scene, "all_flows", {std::to_string(state.flows.size() + plan.skipped.size())}));
  return data;
}

void set_flows(Data& data, const JobNow& job, const JobState& state, const Now& now, const Scene& scene) {
  const auto set = [&](const std::string& name, const auto& belongs, std::string_view phrase) {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(state.flows, belongs));
    if (count == 0) return;
    Data group;
    group.set("title", words(scene, phrase, {std::to_string(count)}));
    group.set("flows", list_of(state.flows, belongs, job.job->name, scene));
    data.set(name, group);
  };
  set(
      "not_passing", [](const Subject& flow) { return flow.seen && flow.timeline.now != Verdict::pass; }, "flows_not_passing");
  set(
      "passing", [](const Subject& flow) { return flow.seen && flow.timeline.now == Verdict::pass; }, "flows_passing");
  set(
      "unseen", [](const Subject& flow) { return !flow.seen; }, "flows_unseen");
  if (job.job->plan.skipped.empty()) return;
  Data skipped{Data::type::list};
  for (const auto& flow : job.job->plan.skipped) {
    Data one;
    const auto* known = catalog::find_flow(*now.catalog, flow.id);
    one.set("id", whole_text(flow.id.text));
    one.set("title", known ? in(scene.clock.language, known->purpose) : whole_text(flow.id.text));
    one.set("reason", std::string{term(scene.clock.language, flow.reason)});
    if (scene.clock.language == Language::en) set_text(one, "text", whole_text(flow.text));
    skipped.push_back(one);
  }
  Data group;
  group.set("title", words(scene, "flows_skipped", {std::to_string(job.job->plan.skipped.size())}));
  group.set("flows", skipped);
  data.set("skipped", group);
}

void set_runs(Data& data, const std::vector<RunHead>& runs, const Scene& scene) {
  Data list{Data::type::list};
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    Data one;
    one.set("number", std::to_string(run->id));
    one.set("started", time_data(run->started, scene.clock));
    one.set("took", scene.clock.length(run->took));
    one.set("state", std::string{term(scene.clock.language, run->state)});
    one.set("note", whole_text(run->note));
    list.push_back(one);
  }
  data.set("runs", list);
  data.set("has_runs", !runs.empty());
}

}  // namespace flowvet::agent::web::page
