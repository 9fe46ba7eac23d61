// One handler a page. What the memory does not tell in time is left out, and the page says so.
#include "agent/web/page/pages.hpp"

#include "agent/web/asked.hpp"
#include "agent/web/page/flow_view.hpp"
#include "agent/web/page/frame.hpp"
#include "agent/web/page/past.hpp"
#include "agent/web/page/templates.hpp"
#include "agent/web/page/words.hpp"

#include <algorithm>

namespace flowvet::agent::web::page {
namespace {

using http::Place;
using http::Reply;
using http::Request;

constexpr std::size_t most_runs_listed = 20;
constexpr std::size_t most_runs_of_a_flow = 30'000;  ///< three months of a run each five minutes

/// Whose page it is: the host as its runs name it.
std::string host_of(const Now& now) {
  for (const auto& job : now.jobs)
    if (job.last && !job.last->host.empty()) return job.last->host;
  return {};
}

struct Shown {
  const JobNow* job = nullptr;
  JobState state;
};

/// A job without a run comes after those that fail, and before those that work.
int rank_of(const JobState& state) {
  return state.verdict ? 2 * rank(*state.verdict) : 2 * rank(judge::Verdict::unknown) + 1;
}

void set_summary(Data& data, const std::vector<Shown>& jobs, Language language) {
  const auto count = [&jobs](judge::Verdict verdict) {
    return std::ranges::count_if(jobs, [verdict](const Shown& one) { return one.state.verdict == verdict; });
  };
  const auto failing = count(judge::Verdict::fail);
  const bool any_run = std::ranges::any_of(jobs, [](const Shown& one) { return one.state.verdict.has_value(); });
  if (failing > 0) return data.set("summary", say(language, "some_fail", {std::to_string(failing), std::to_string(jobs.size())}));
  if (!any_run) return data.set("summary", say(language, "none_run"));
  if (count(judge::Verdict::unknown) > 0) return data.set("summary", say(language, "some_unknown"));
  data.set("summary", say(language, count(judge::Verdict::degraded) > 0 ? "some_degraded" : "all_work"));
}

void set_warning(Data& data, const Now& now, Language language) {
  if (now.disk_fails) data.set("warning", say(language, "disk_fails"));
}

Reply overview(const Sources& sources, const Request& request) {
  const auto scene = make_scene(request);
  const auto now = sources.board.now();
  std::vector<Shown> jobs;
  for (const auto& job : now.jobs) jobs.push_back({&job, make_state(job, read_past(sources, job, scene.clock.now), scene.clock.now)});
  std::ranges::stable_sort(jobs, {}, [](const Shown& one) { return rank_of(one.state); });
  Data data, list{Data::type::list};
  for (const auto& one : jobs) list.push_back(job_data(*one.job, one.state, now, scene));
  data.set("jobs", list);
  set_summary(data, jobs, scene.clock.language);
  set_warning(data, now, scene.clock.language);
  return make_page(200, "overview", std::move(data), request, scene, host_of(now));
}

Reply one_job(const Sources& sources, const Request& request) {
  auto scene = make_scene(request);
  const auto now = sources.board.now();
  const auto job = find_job(now, request.captures[0]);
  if (!job) return message_page(404, "not_found", "no_job", request, scene);
  scene.all = true;
  scene.most_broken = job->job->plan.flows.size();
  const auto state = make_state(*job, read_past(sources, *job, scene.clock.now), scene.clock.now);
  auto data = job_data(*job, state, now, scene);
  set_flows(data, *job, state, now, scene);
  const auto window = sources.store.newest({job->job->name}, most_runs_listed);
  const auto runs =
      window ? sources.store.runs({job->job->name, std::nullopt, window->first_run}) : Result<std::vector<RunHead>>{window.error()};
  set_runs(data, runs ? *runs : std::vector<RunHead>{}, scene);
  set_warning(data, now, scene.clock.language);
  return make_page(200, "job", std::move(data), request, scene, host_of(now));
}

/// What the newest run that did not pass left behind.
std::string newest_evidence(const Sources& sources, const std::vector<Sighting>& sightings) {
  const auto found =
      std::ranges::find_if(sightings.rbegin(), sightings.rend(), [](const Sighting& one) { return one.evidence.has_value(); });
  if (found == sightings.rend()) return {};
  const auto evidence = sources.store.evidence(*found->evidence);
  return evidence ? *evidence : std::string{};
}

Subject unseen(const plan::PlannedFlow& flow) {
  Subject subject;
  subject.id = flow.id.text;
  subject.need = flow.weight;
  return subject;
}

Reply one_flow(const Sources& sources, const Request& request) {
  const auto scene = make_scene(request);
  const auto now = sources.board.now();
  const auto job = find_job(now, request.captures[0]);
  if (!job) return message_page(404, "not_found", "no_job", request, scene);
  const auto& id = request.captures[1];
  JobPast past;
  const auto window = sources.store.newest({job->job->name}, most_runs_of_a_flow);
  if (!window) return message_page(503, "no_answer", "no_answer", request, scene);
  past.window = *window;
  past.older = window->cut;
  auto all = sources.store.flows({job->job->name, std::nullopt, window->first_run}, id);
  if (!all) return message_page(503, "no_answer", "no_answer", request, scene);
  past.flows = *std::move(all);
  add_newest(past, *job);
  const auto* documented = catalog::find_flow(*now.catalog, FlowId{id});
  const auto series = std::ranges::find(past.flows, id, &Series::subject);
  const auto planned = std::ranges::find(job->job->plan.flows, FlowId{id}, &plan::PlannedFlow::id);
  const bool known = series != past.flows.end();
  if (!known && planned == job->job->plan.flows.end()) return message_page(404, "not_found", "no_flow", request, scene);
  auto flow = known ? make_subject(*series, past, *job, scene.clock.now) : unseen(*planned);
  if (documented) flow.title = documented->purpose;
  auto data = flow_data(flow, *window, documented, known ? newest_evidence(sources, series->sightings) : "", scene);
  data.set("job", job->job->name);
  data.set("job_href", "/jobs/" + job->job->name + scene.suffix);
  data.set("back_text", say(scene.clock.language, "back_to_job", {job->job->name}));
  data.set("json_href", "/api/v1/jobs/" + job->job->name + "/flows/" + flow.id);
  set_warning(data, now, scene.clock.language);
  return make_page(200, "flow", std::move(data), request, scene, host_of(now));
}

}  // namespace

std::vector<http::Route> page_routes(Sources sources) {
  return {
      {"/", Place::reader, reading(sources, overview)},
      {"/jobs/*", Place::reader, reading(sources, one_job)},
      {"/jobs/*/flows/*", Place::reader, reading(sources, one_flow)},
      {"/style.css", Place::at_once,
       [](const Request&) {
         return Reply{200, "text/css; charset=utf-8", page_file("style.css")};
       }},
      {"/icon.svg", Place::at_once,
       [](const Request&) {
         return Reply{200, "image/svg+xml", page_file("icon.svg")};
       }},
  };
}

}  // namespace flowvet::agent::web::page
