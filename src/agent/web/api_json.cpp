// Keys as in `flowvet history`, words from the tables, times RFC 3339 in UTC.
#include "agent/web/api_json.hpp"

#include "agent/history_json.hpp"
#include "flowvet/catalog/catalog.hpp"
#include "report/time_text.hpp"

namespace flowvet::agent::web {
namespace {

Json counts_json(const RunRecord& run) {
  Json counts;
  for (const auto& verdict : word_table<judge::Verdict>) counts[std::string{verdict.text}] = 0;
  for (const auto& flow : run.flows) {
    auto& count = counts[std::string{to_word(flow.finding.verdict)}];
    count = count.get<std::size_t>() + 1;
  }
  counts["skipped"] = run.skipped;
  return counts;
}

Json outcomes_json(const RunRecord& run) {
  auto json = Json::array();
  for (const auto& outcome : run.outcomes)
    json.push_back(
        {{"id", outcome.id}, {"title", outcome.title.en}, {"title_ja", outcome.title.ja}, {"verdict", to_word(outcome.verdict)}});
  return json;
}

Json broken_json(const RunRecord& run) {
  auto json = Json::array();
  for (const auto& flow : run.flows) {
    if (flow.finding.verdict == judge::Verdict::pass) continue;
    Json one{{"id", flow.id.text}, {"need", to_word(flow.need)}};
    one.update(agent::to_json(flow.finding));
    json.push_back(std::move(one));
  }
  return json;
}

Json last_json(const RunRecord& run) {
  auto json = agent::to_json(static_cast<const RunHead&>(run));
  json["flows"] = counts_json(run);
  json["outcomes"] = outcomes_json(run);
  json["not_passed"] = broken_json(run);
  return json;
}

Json milliseconds_or_null(const std::optional<SteadyTime>& since, SteadyTime now) {
  return since ? Json(std::chrono::duration_cast<std::chrono::milliseconds>(now - *since).count()) : Json(nullptr);
}

Json runs_json(const JobNow& job) {
  Json json;
  for (const auto& state : word_table<RunState>) json[std::string{state.text}] = job.ended.at(static_cast<std::size_t>(state.value));
  return json;
}

Json due_json(const JobNow& job, const Moment& moment) {
  if (!job.due) return nullptr;
  return report::to_rfc3339(std::chrono::round<std::chrono::milliseconds>(
      moment.wall + std::chrono::duration_cast<WallTime::duration>(*job.due - moment.steady)));
}

Json skipped_json(const plan::Plan& plan) {
  auto json = Json::array();
  for (const auto& flow : plan.skipped) json.push_back({{"id", flow.id.text}, {"reason", to_word(flow.reason)}, {"text", flow.text}});
  return json;
}

}  // namespace

Json to_json(const JobNow& job, const Now& now, const Moment& moment) {
  const auto& plan = job.job->plan;
  Json json{{"job", job.job->name}, {"role", plan.role.text}};
  const auto* profile = catalog::find_profile(*now.catalog, plan.role);
  json["role_name"] = profile ? profile->names.en : plan.role_name;
  json["role_name_ja"] = profile ? profile->names.ja : plan.role_name;
  json["site"] = plan.site;
  json["verdict"] = job.last ? Json(to_word(verdict_of(*job.last))) : Json(nullptr);
  json["every_ms"] = std::chrono::milliseconds{job.job->schedule.every}.count();
  json["timeout_ms"] = std::chrono::milliseconds{job.job->timeout}.count();
  json["running_ms"] = milliseconds_or_null(job.running_since, moment.steady);
  json["next_due"] = due_json(job, moment);
  json["overdue_ms"] = job.overdue(moment.steady).count();
  json["runs_since_start"] = runs_json(job);
  json["last_run"] = job.last ? last_json(*job.last) : Json(nullptr);
  json["skipped"] = skipped_json(plan);
  return json;
}

Json EvidenceShare::take(const std::string& evidence) {
  if (evidence.empty()) return nullptr;
  auto json = Json::parse(evidence, nullptr, false);
  if (evidence.size() > left_ || json.is_discarded()) {
    ++left_off_;
    return nullptr;
  }
  left_ -= evidence.size();
  return json;
}

Json to_json(const RunRecord& run, EvidenceShare share) {
  auto json = agent::to_json(static_cast<const RunHead&>(run));
  json["verdict"] = to_word(verdict_of(run));
  json["summary"] = counts_json(run);
  json["outcomes"] = outcomes_json(run);
  json["flows"] = Json::array();
  for (const auto& flow : run.flows) {
    Json one{{"id", flow.id.text}, {"need", to_word(flow.need)}};
    one.update(agent::to_json(flow.finding));
    one["evidence"] = share.take(flow.evidence);
    json["flows"].push_back(std::move(one));
  }
  json["evidence_left_off"] = share.left_off();
  return json;
}

Json to_json(const Series& series, bool is_outcome, std::size_t most, const std::function<Json(std::int64_t)>& evidence) {
  auto timeline = make_timeline(series.sightings);
  auto& episodes = timeline.episodes;
  const auto too_many = episodes.size() > most ? episodes.size() - most : 0;
  episodes.erase(episodes.begin(), episodes.begin() + static_cast<std::ptrdiff_t>(too_many));
  auto json = agent::to_json(series, timeline, is_outcome);
  json["episodes_left_off"] = too_many;
  if (!evidence) return json;
  for (std::size_t i = episodes.size(); i-- > 0;)  // the newest first: it gets its evidence when there is room for one only
    json["episodes"][i]["evidence"] = episodes[i].evidence ? evidence(*episodes[i].evidence) : Json(nullptr);
  return json;
}

}  // namespace flowvet::agent::web
