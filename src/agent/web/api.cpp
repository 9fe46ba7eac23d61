// One handler a path. Whatever reads the database has a time limit and ends when the agent does.
#include "agent/web/api.hpp"

#include "agent/diff.hpp"
#include "agent/history_json.hpp"
#include "agent/kept_report.hpp"
#include "agent/web/api_json.hpp"
#include "agent/web/asked.hpp"
#include "flowvet/base/suggest.hpp"
#include "flowvet/report/ticket.hpp"
#include "report/time_text.hpp"

#include <algorithm>
#include <sstream>

namespace flowvet::agent::web {
namespace {

using http::Place;
using http::Reply;
using http::Request;
using namespace std::chrono_literals;

constexpr auto usual_time = std::chrono::days{7};
constexpr std::size_t most_runs_listed = 1000;
constexpr std::size_t most_runs_of_all = 2500;    ///< read for all flows of a job: a week of runs each five minutes and some more
constexpr std::size_t most_runs_of_one = 30'000;  ///< read for one flow: three months of them
constexpr std::size_t most_episodes_of_all = 50, most_episodes_of_one = 500;
constexpr std::size_t most_evidence = 4U << 20U;  ///< bytes in one answer

Reply json_reply(const Json& json) {
  return {200, "application/json", dump(json)};
}

Moment moment_now() {
  return {std::chrono::system_clock::now(), std::chrono::steady_clock::now()};
}

Reply jobs(const Sources& sources, const Request& request) {
  if (const auto good = check_parameters(request, {}); !good) return good.error();
  const auto now = sources.board.now();
  Json json{{"schema", "flowvet-jobs/1"},
            {"version", FLOWVET_VERSION},
            {"store", {{"fails", now.disk_fails}, {"runs_not_written_in_time", now.runs_not_written}}},
            {"jobs", Json::array()}};
  for (const auto& job : now.jobs) json["jobs"].push_back(to_json(job, now, moment_now()));
  return json_reply(json);
}

Reply one_job(const Sources& sources, const Request& request) {
  if (const auto good = check_parameters(request, {}); !good) return good.error();
  const auto now = sources.board.now();
  const auto job = find_job(now, request.captures[0]);
  if (!job) return job.error();
  Json json{{"schema", "flowvet-jobs/1"}};
  json.update(to_json(*job, now, moment_now()));
  return json_reply(json);
}

/// What part of the memory an answer is made of.
Json read_json(WallTime since, const RunWindow& window) {
  return {{"since", report::to_rfc3339(since)},
          {"runs", window.runs},
          {"oldest", window.oldest ? Json(report::to_rfc3339(*window.oldest)) : Json(nullptr)},
          {"cut", window.cut}};
}

/// The newest runs of a job, at most so many.
struct Look {
  RunQuery query;
  WallTime since;
  RunWindow window;
};

Asked<Look> look_back(const Sources& sources, const Request& request, const std::string& job, std::size_t most) {
  const auto since = read_since(request, std::chrono::system_clock::now(), usual_time);
  if (!since) return since.error();
  Look look{{job, *since}, *since, {}};
  const auto window = sources.store.newest(look.query, most);
  if (!window) return json_error(window.error());
  look.window = *window;
  look.query.first_run = window->first_run;
  return look;
}

Asked<Look> look_at_job(const Sources& sources, const Request& request, std::size_t most) {
  if (const auto good = check_parameters(request, {"since"}); !good) return good.error();
  const auto job = find_job(sources.board.now(), request.captures[0]);
  if (!job) return job.error();
  return look_back(sources, request, request.captures[0], most);
}

Reply all_series(const Sources& sources, const Request& request, bool outcomes) {
  const auto look = look_at_job(sources, request, most_runs_of_all);
  if (!look) return look.error();
  const auto all = outcomes ? sources.store.outcomes(look->query) : sources.store.flows(look->query);
  if (!all) return json_error(all.error());
  Json json{{"schema", "flowvet-history/1"}, {"job", request.captures[0]}, {"read", read_json(look->since, look->window)}};
  auto& list = json[outcomes ? "outcomes" : "flows"] = Json::array();
  for (const auto& series : *all) list.push_back(to_json(series, outcomes, most_episodes_of_all));
  return json_reply(json);
}

Reply one_series(const Sources& sources, const Request& request, bool outcome) {
  const auto look = look_at_job(sources, request, most_runs_of_one);
  if (!look) return look.error();
  const auto& id = request.captures[1];
  const auto found = outcome ? sources.store.outcomes(look->query, id) : sources.store.flows(look->query, id);
  if (!found) return json_error(found.error());
  if (found->empty())
    return json_error(
        404, std::string{"No run of this job since then has a verdict about "} + (outcome ? "an outcome" : "a flow") + " of this id.");
  EvidenceShare share(most_evidence);
  const auto evidence = [&](std::int64_t number) {
    const auto text = sources.store.evidence(number);
    return share.take(text ? *text : std::string{});
  };
  Json json{{"schema", "flowvet-history/1"}, {"read", read_json(look->since, look->window)}};
  json.update(outcome ? to_json(found->front(), true, most_episodes_of_one)
                      : to_json(found->front(), false, most_episodes_of_one, evidence));
  if (!outcome) json["evidence_left_off"] = share.left_off();
  return json_reply(json);
}

Reply all_outcomes(const Sources& sources, const Request& request) {
  return all_series(sources, request, true);
}

Reply all_flows(const Sources& sources, const Request& request) {
  return all_series(sources, request, false);
}

Reply one_outcome(const Sources& sources, const Request& request) {
  return one_series(sources, request, true);
}

Reply one_flow(const Sources& sources, const Request& request) {
  return one_series(sources, request, false);
}

Reply runs(const Sources& sources, const Request& request) {
  if (const auto good = check_parameters(request, {"job", "since"}); !good) return good.error();
  const auto* job = request.find("job");
  if (job)
    if (const auto found = find_job(sources.board.now(), *job); !found) return found.error();
  const auto look = look_back(sources, request, job ? *job : std::string{}, most_runs_listed);
  if (!look) return look.error();
  const auto all = look->window.runs > 0 ? sources.store.runs(look->query) : std::vector<RunHead>{};
  if (!all) return json_error(all.error());
  Json json{{"schema", "flowvet-history/1"}, {"read", read_json(look->since, look->window)}, {"runs", Json::array()}};
  for (const auto& run : *all) json["runs"].push_back(agent::to_json(run));
  return json_reply(json);
}

Asked<RunRecord> find_run(const Sources& sources, std::string_view text, std::string_view name) {
  const auto number = read_run_number(text, name);
  if (!number) return number.error();
  auto run = sources.store.run(*number);
  if (!run) return json_error(run.error());
  if (!*run) return json_error(404, "No run " + std::to_string(*number) + " is remembered; /api/v1/runs lists those that are.");
  return **std::move(run);
}

Reply one_run(const Sources& sources, const Request& request) {
  if (const auto good = check_parameters(request, {}); !good) return good.error();
  const auto run = find_run(sources, request.captures[0], "This");
  if (!run) return run.error();
  Json json{{"schema", "flowvet-history/1"}};
  json.update(to_json(*run, EvidenceShare(most_evidence)));
  return json_reply(json);
}

Reply diff(const Sources& sources, const Request& request) {
  if (const auto good = check_parameters(request, {"a", "b"}); !good) return good.error();
  const auto *a = request.find("a"), *b = request.find("b");
  if (!a || !b) return json_error(400, "Ask for /api/v1/diff?a=RUN&b=RUN; /api/v1/runs has the numbers.");
  const auto before = find_run(sources, *a, "a");
  if (!before) return before.error();
  const auto after = find_run(sources, *b, "b");
  if (!after) return after.error();
  return json_reply(agent::to_json(compare(*before, *after)));
}

/// The media types of the ticket's forms.
std::string type_of(std::string_view format) {
  if (format == "markdown") return "text/markdown; charset=utf-8";
  return format == "csv" ? "text/csv; charset=utf-8" : "text/plain; charset=utf-8";
}

Asked<const report::TicketFormat*> find_format(const Request& request) {
  const auto formats = report::ticket_formats();
  const auto* name = request.find("format");
  const auto found = name ? std::ranges::find(formats, *name, &report::TicketFormat::name) : formats.begin();
  if (found == formats.end()) return json_error(400, "A ticket's format is text, markdown or csv.");
  return &*found;
}

/// Of a run that was cut most flows are not known; the finished one before it says more.
Asked<RunRecord> run_to_tell_of(const Sources& sources, const JobNow& job) {
  if (job.last && job.last->state == RunState::finished) return *job.last;
  auto run = sources.store.last_finished(job.job->name);
  if (!run) return json_error(run.error());
  if (!*run) return json_error(404, "No run of this job has finished yet.");
  return **std::move(run);
}

Reply ticket(const Sources& sources, const Request& request) {
  if (const auto good = check_parameters(request, {"format"}); !good) return good.error();
  const auto format = find_format(request);
  if (!format) return format.error();
  const auto job = find_job(sources.board.now(), request.captures[0]);
  if (!job) return job.error();
  const auto run = run_to_tell_of(sources, *job);
  if (!run) return run.error();
  const auto report = kept_report(*run);
  std::ostringstream text;
  (*format)->write(report, report::make_ticket(report), text);
  return {200, type_of((*format)->name), text.str()};
}

}  // namespace

std::vector<http::Route> api_routes(Sources sources) {
  return {
      {"/api/v1/jobs", Place::at_once, [sources](const Request& request) { return jobs(sources, request); }},
      {"/api/v1/jobs/*", Place::at_once, [sources](const Request& request) { return one_job(sources, request); }},
      {"/api/v1/jobs/*/outcomes", Place::reader, reading(sources, all_outcomes)},
      {"/api/v1/jobs/*/outcomes/*", Place::reader, reading(sources, one_outcome)},
      {"/api/v1/jobs/*/flows", Place::reader, reading(sources, all_flows)},
      {"/api/v1/jobs/*/flows/*", Place::reader, reading(sources, one_flow)},
      {"/api/v1/jobs/*/ticket", Place::reader, reading(sources, ticket)},
      {"/api/v1/runs", Place::reader, reading(sources, runs)},
      {"/api/v1/runs/*", Place::reader, reading(sources, one_run)},
      {"/api/v1/diff", Place::reader, reading(sources, diff)},
  };
}

}  // namespace flowvet::agent::web
