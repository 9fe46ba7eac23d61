// Episodes become rows of a table, the newest first.
#include "agent/web/page/flow_view.hpp"

#include "agent/web/page/terms.hpp"
#include "agent/web/page/words.hpp"
#include "report/evidence_words.hpp"
#include "report/explain.hpp"
#include "report/flow_json.hpp"
#include "report/layout.hpp"

#include <algorithm>

namespace flowvet::agent::web::page {
namespace {

constexpr std::size_t most_episodes = 100;
constexpr std::size_t evidence_columns = 100;

std::string why(const Episode& episode, const Scene& scene) {
  if (!episode.finding) return words(scene, "no_verdict");
  if (episode.finding->verdict == judge::Verdict::pass) return std::string{term(scene.clock.language, episode.finding->certainty)};
  return std::string{sentence(scene.clock.language, episode.finding->cause)};
}

Data episode_data(const Episode& episode, const Scene& scene) {
  Data data;
  set_verdict(data, scene.clock.language, episode.finding ? std::optional{episode.finding->verdict} : std::nullopt);
  if (!episode.finding) data.set("verdict", std::string{"–"});
  data.set("from", time_data(episode.from, scene.clock));
  const auto until = episode.ongoing ? scene.clock.now : episode.until;
  const auto length = scene.clock.length(std::chrono::duration_cast<std::chrono::milliseconds>(std::max(until - episode.from, {})));
  data.set("lasted", episode.ongoing ? words(scene, "ongoing", {length}) : length);
  data.set("why", why(episode, scene));
  data.set("runs", std::to_string(episode.runs));
  return data;
}

void set_episodes(Data& data, const std::vector<Episode>& episodes, const Scene& scene) {
  Data list{Data::type::list};
  std::size_t told = 0;
  for (auto episode = episodes.rbegin(); episode != episodes.rend() && told < most_episodes; ++episode, ++told)
    list.push_back(episode_data(*episode, scene));
  data.set("episodes", list);
  data.set("has_episodes", told > 0);
  if (episodes.size() > told) data.set("older", words(scene, "older_episodes", {std::to_string(episodes.size() - told)}));
}

void set_documented(Data& data, const catalog::Flow& flow) {
  set_text(data, "printed_in", report::sources_in_words(flow.sources));
  set_text(data, "doubt", report::whole_text(flow.doubt));
}

}  // namespace

Data flow_data(const Subject& flow, const RunWindow& window, const catalog::Flow* documented, const std::string& evidence,
               const Scene& scene) {
  auto data = subject_data(flow, scene.clock, "");
  const auto language = scene.clock.language;
  if (documented) set_documented(data, *documented);
  data.set("need", std::string{term(language, flow.need)});
  if (flow.seen && flow.timeline.now != judge::Verdict::pass && flow.finding)
    set_text(data, "step", next_step(language, flow.finding->cause));
  data.set("outages", std::to_string(flow.timeline.outages));
  if (flow.timeline.first_failure) {
    data.set("first_failure", time_data(*flow.timeline.first_failure, scene.clock));
    data.set("last_failure", time_data(*flow.timeline.last_failure, scene.clock));
  }
  if (window.oldest) data.set("looked_back", words(scene, "runs_since", {std::to_string(window.runs), scene.clock.text(*window.oldest)}));
  set_episodes(data, flow.timeline.episodes, scene);
  const auto kept = evidence.empty() ? std::nullopt : std::optional{report::parse_flow(evidence, "evidence")};
  if (kept && *kept) data.set("evidence", report::explain_flow(**kept, evidence_columns));
  return data;
}

}  // namespace flowvet::agent::web::page
