// Text that a site or a peer may have written is escaped here for people's eyes, and by the templates for HTML.
#include "agent/web/page/job_view.hpp"

#include "agent/kept_report.hpp"
#include "agent/web/page/terms.hpp"
#include "agent/web/page/words.hpp"
#include "flowvet/report/ticket.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/layout.hpp"
#include "report/ticket_words.hpp"

#include <algorithm>
#include <map>
#include <sstream>

namespace flowvet::agent::web::page {
namespace {

using judge::Verdict;
using report::whole_text;

constexpr std::size_t most_lines_of_a_flow = 4;

std::string words(const Scene& scene, std::string_view key, std::initializer_list<std::string> values = {}) {
  return say(scene.clock.language, key, values);
}

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

/// One destination that does not work: what was seen there and what to do.
struct Trouble {
  std::string seen;
  std::string next_step;
  judge::Cause cause = judge::Cause::none;
  bool open = false;  ///< although it is expected to be closed
};

using Troubles = std::map<std::string, std::vector<Trouble>>;  ///< by flow

Trouble trouble_of(const report::TicketLine& line) {
  return {report::destination_of(line) + " " + report::service_of(line) + ": " + whole_text(line.seen), whole_text(line.next_step),
          line.cause, line.close};
}

Trouble trouble_of(const report::CheckReport& check) {
  return {report::host_label(check) + " " + report::target_in_words(check.transport, report::port_in_words(check.port)) + ": " +
              whole_text(report::check_in_words(check)),
          whole_text(check.next_step), check.verdict.cause, false};
}

Troubles troubles_of(const report::Report& kept) {
  Troubles troubles;
  for (const auto& line : report::make_ticket(kept)) troubles[line.flow.text].push_back(trouble_of(line));
  for (const auto& flow : kept.flows) {
    if (flow.verdict != Verdict::unknown) continue;
    for (const auto& check : flow.checks)
      if (check.verdict.verdict == Verdict::unknown) troubles[flow.flow.id.text].push_back(trouble_of(check));
  }
  return troubles;
}

/// In English the step that the evidence leads to, otherwise the one that belongs to the cause.
std::string step_text(const Trouble& trouble, const Scene& scene) {
  const bool english = scene.clock.language == Language::en;
  return english && !trouble.next_step.empty() ? trouble.next_step : std::string{next_step(scene.clock.language, trouble.cause)};
}

Data broken_data(const Subject& flow, const JobNow& job, const std::vector<Trouble>& troubles, const Scene& scene) {
  auto data = subject_data(flow, scene.clock, flow_path(job.job->name, flow.id, scene));
  const bool open = std::ranges::any_of(troubles, &Trouble::open);
  if (open) data.set("cause", words(scene, "open_but_closed"));
  Data seen{Data::type::list};
  for (std::size_t i = 0; i < std::min(troubles.size(), most_lines_of_a_flow); ++i) seen.push_back(Data{"text", troubles[i].seen});
  data.set("seen", seen);
  if (troubles.size() > most_lines_of_a_flow)
    data.set("more_seen", words(scene, "and_more", {std::to_string(troubles.size() - most_lines_of_a_flow)}));
  if (!troubles.empty())
    set_text(data, "step", step_text(troubles.front(), scene));
  else if (flow.finding)
    set_text(data, "step", next_step(scene.clock.language, flow.finding->cause));
  return data;
}

/// Flows that are told of in full: those that belong, up to the scene's limit.
void set_troubles(Data& data, const std::string& name, const auto& belongs, const JobNow& job, const JobState& state,
                  const Troubles& troubles, const Scene& scene) {
  Data list{Data::type::list};
  std::size_t told = 0, count = 0;
  for (const auto& flow : state.flows) {
    if (!flow.seen || !belongs(flow)) continue;
    if (++count > scene.most_broken) continue;
    const auto known = troubles.find(flow.id);
    list.push_back(broken_data(flow, job, known == troubles.end() ? std::vector<Trouble>{} : known->second, scene));
    ++told;
  }
  if (count == 0) return;
  Data group;
  group.set("flows", list);
  set_text(group, "more", count > told ? words(scene, "and_more", {std::to_string(count - told)}) : "");
  data.set(name, group);
}

bool is_broken(const Subject& flow) {
  return flow.seen && (flow.timeline.now == Verdict::fail || flow.timeline.now == Verdict::degraded);
}

void set_broken(Data& data, const JobNow& job, const JobState& state, const Troubles& troubles, const Scene& scene) {
  set_troubles(data, "broken", is_broken, job, state, troubles, scene);
  const auto not_told = [&scene](const Subject& flow) {
    return flow.timeline.now == Verdict::unknown && (scene.all || flow.need == plan::Weight::required);
  };
  set_troubles(data, "not_told", not_told, job, state, troubles, scene);
  data.set("nothing_broken", state.verdict.has_value() && std::ranges::none_of(state.flows, is_broken));
}

void set_ticket(Data& data, const report::Report& kept, const JobNow& job, const Scene& scene) {
  const auto ticket = report::make_ticket(kept);
  if (ticket.empty()) return;
  std::ostringstream text;
  report::ticket_formats().front().write(kept, ticket, text);
  Data forms{Data::type::list};
  for (const auto& format : report::ticket_formats()) {
    Data form;
    form.set("name", std::string{format.name});
    form.set("href", "/api/v1/jobs/" + job.job->name + "/ticket?format=" + std::string{format.name});
    forms.push_back(form);
  }
  Data shown;
  shown.set("text", text.str());
  shown.set("of", words(scene, "ticket_of", {scene.clock.text(kept.run.started)}));
  shown.set("forms", forms);
  data.set("ticket", shown);
}

Data list_of(const std::vector<Subject>& subjects, const auto& belongs, const std::string& job, bool linked, const Scene& scene) {
  Data list{Data::type::list};
  for (const auto& subject : subjects)
    if (belongs(subject)) list.push_back(subject_data(subject, scene.clock, linked ? flow_path(job, subject.id, scene) : std::string{}));
  return list;
}

}  // namespace

std::string flow_path(const std::string& job, const std::string& flow, const Scene& scene) {
  return "/jobs/" + job + "/flows/" + flow + scene.suffix;
}

Data job_data(const JobNow& job, const JobState& state, const Now& now, const Scene& scene) {
  const auto& plan = job.job->plan;
  Data data;
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
  const auto kept = state.past.told ? kept_report(*state.past.told) : report::Report{};
  set_broken(data, job, state, troubles_of(kept), scene);
  set_ticket(data, kept, job, scene);
  const auto any = [](const Subject&) { return true; };
  data.set("outcomes", list_of(state.outcomes, any, job.job->name, false, scene));
  data.set("has_outcomes", !state.outcomes.empty() && state.verdict.has_value());
  // A job of a few flows has no outcome of its own.
  data.set("has_flows", state.outcomes.empty() && state.verdict.has_value() && !scene.all && state.flows.size() <= scene.most_broken);
  data.set("flow_lines", list_of(state.flows, any, job.job->name, true, scene));
  data.set("all_flows", words(scene, "all_flows", {std::to_string(state.flows.size() + plan.skipped.size())}));
  return data;
}

void set_flows(Data& data, const JobNow& job, const JobState& state, const Now& now, const Scene& scene) {
  const auto set = [&](const std::string& name, const auto& belongs, std::string_view phrase) {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(state.flows, belongs));
    if (count == 0) return;
    Data group;
    group.set("title", words(scene, phrase, {std::to_string(count)}));
    group.set("flows", list_of(state.flows, belongs, job.job->name, true, scene));
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
