// Times are RFC 3339 in UTC, lengths of time milliseconds.
#include "agent/history_json.hpp"

#include "report/time_text.hpp"

#include <nlohmann/json.hpp>

namespace flowvet::agent {
namespace {

using Json = nlohmann::ordered_json;

Json time_or_null(const std::optional<WallTime>& time) {
  return time ? Json(report::to_rfc3339(*time)) : Json(nullptr);
}

Json episode_json(const Episode& episode, bool is_outcome) {
  Json json{{"from", report::to_rfc3339(episode.from)},
            {"until", episode.ongoing ? Json(nullptr) : Json(report::to_rfc3339(episode.until))},
            {"runs", episode.runs},
            {"first_run", episode.first_run},
            {"last_run", episode.last_run}};
  if (!episode.finding)
    json["verdict"] = nullptr;
  else if (is_outcome)
    json["verdict"] = to_word(episode.finding->verdict);
  else
    json.update(to_json(*episode.finding));
  return json;
}

Json figures_json(const Figures& figures) {
  const auto uptime = figures.uptime();
  return {{"uptime", uptime ? Json(*uptime) : Json(nullptr)},
          {"works_ms", figures.works.count()},
          {"fails_ms", figures.fails.count()},
          {"unknown_ms", figures.untold.count()},
          {"runs",
           {{"pass", figures.pass},
            {"degraded", figures.degraded},
            {"fail", figures.fail},
            {"unknown", figures.unknown},
            {"none", figures.without_verdict}}}};
}

Json state_json(const std::optional<FlowState>& state) {
  if (!state) return nullptr;
  auto json = to_json(state->finding);
  json["troubles"] = state->troubles;
  return json;
}

Json word_or_null(const std::optional<judge::Verdict>& verdict) {
  return verdict ? Json(to_word(*verdict)) : Json(nullptr);
}

}  // namespace

Json to_json(const Finding& finding) {
  return {{"verdict", to_word(finding.verdict)},
          {"certainty", to_word(finding.certainty)},
          {"cause", to_word(finding.cause)},
          {"outcome", to_word(finding.seen)}};
}

Json to_json(const RunHead& run) {
  return {{"run", run.id != 0 ? Json(run.id) : Json(nullptr)},
          {"job", run.job},
          {"state", to_word(run.state)},
          {"started", report::to_rfc3339(run.started)},
          {"took_ms", run.took.count()},
          {"host", run.host},
          {"role", run.role},
          {"site", run.site},
          {"version", run.version},
          {"note", run.note.empty() ? Json(nullptr) : Json(run.note)}};
}

Json to_json(const Series& series, const Timeline& timeline, bool is_outcome) {
  Json json{{"id", series.subject}, {"job", series.job}};
  if (!is_outcome) json["need"] = to_word(series.need);
  json["verdict"] = to_word(timeline.now);
  json["since"] = report::to_rfc3339(timeline.since);
  json.update(figures_json(timeline.figures));
  json["outages"] = timeline.outages;
  json["first_failure"] = time_or_null(timeline.first_failure);
  json["last_failure"] = time_or_null(timeline.last_failure);
  json["flapping"] = timeline.flapping;
  json["episodes"] = Json::array();
  for (const auto& episode : timeline.episodes) json["episodes"].push_back(episode_json(episode, is_outcome));
  return json;
}

Json to_json(const Difference& difference) {
  Json json{{"schema", "flowvet-diff/1"}, {"a", to_json(difference.a)}, {"b", to_json(difference.b)}, {"worse", is_worse(difference)}};
  json["outcomes"] = Json::array();
  for (const auto& outcome : difference.outcomes)
    json["outcomes"].push_back({{"id", outcome.id},
                                {"title", outcome.title.en},
                                {"title_ja", outcome.title.ja},
                                {"change", to_word(outcome.change)},
                                {"was", word_or_null(outcome.was)},
                                {"is", word_or_null(outcome.is)}});
  json["flows"] = Json::array();
  for (const auto& flow : difference.flows)
    json["flows"].push_back({{"id", flow.id.text},
                             {"change", to_word(flow.change)},
                             {"need", to_word(flow.is ? flow.is->need : flow.was->need)},
                             {"was", state_json(flow.was)},
                             {"is", state_json(flow.is)}});
  json["same"] = difference.same;
  return json;
}

std::string dump(const Json& json) {
  constexpr char del = 0x7F;  // JSON lets it pass, a terminal does not
  auto text = json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  for (auto at = text.find(del); at != std::string::npos; at = text.find(del, at)) text.replace(at, 1, "\\u007f");
  return text;
}

}  // namespace flowvet::agent
