// Reading is strict where it matters: what lacks a key or has an unknown word is not taken.
#include "agent/states_json.hpp"

#include "report/time_text.hpp"

#include <nlohmann/json.hpp>

namespace flowvet::agent {
namespace {

using Json = nlohmann::ordered_json;

Json state_json(const State& state) {
  return {{"verdict", to_word(state.verdict)}, {"cause", to_word(state.cause)}, {"since", report::to_rfc3339(state.since)}};
}

/// Throws what nlohmann throws, or std::bad_optional_access, for what is not as it was written.
template <class E>
E word_at(const Json& json, const char* key) {
  return from_word<E>(json.at(key).get<std::string>()).value();
}

WallTime time_at(const Json& json, const char* key) {
  return report::from_rfc3339(json.at(key).get<std::string>()).value();
}

State state_at(const Json& json, const char* key) {
  const auto& state = json.at(key);
  return {word_at<judge::Verdict>(state, "verdict"), word_at<judge::Cause>(state, "cause"), time_at(state, "since")};
}

/// An earlier version wrote the epoch for what was not known.
std::optional<State> known_state_at(const Json& json, const char* key) {
  if (json.at(key).is_null()) return std::nullopt;
  const auto state = state_at(json, key);
  return state.since == WallTime{} ? std::nullopt : std::optional{state};
}

Trouble read_trouble(const Json& json) {
  return {json.at("flow").get<std::string>(), word_at<judge::Cause>(json, "cause"), json.at("next_step").get<std::string>(),
          json.at("seen").get<std::vector<std::string>>()};
}

Json trouble_json(const Trouble& trouble) {
  return {{"flow", trouble.flow}, {"cause", to_word(trouble.cause)}, {"next_step", trouble.next_step}, {"seen", trouble.seen}};
}

Json troubles_json(const News& news) {
  auto troubles = Json::array();
  for (const auto& trouble : news.troubles) troubles.push_back(trouble_json(trouble));
  return troubles;
}

/// The keys from "host" on are not in news of the first version.
News read_news(const Json& json) {
  const auto& subject = json.at("subject");
  std::vector<Trouble> troubles;
  for (const auto& trouble : json.value("troubles", Json::array())) troubles.push_back(read_trouble(trouble));
  return {word_at<NewsKind>(json, "kind"),
          json.at("job").get<std::string>(),
          {word_at<SubjectKind>(subject, "kind"), subject.at("id").get<std::string>()},
          known_state_at(json, "was"),
          state_at(json, "is"),
          subject.at("title").get<std::string>(),
          time_at(json, "at"),
          json.at("run").get<std::int64_t>(),
          json.value("host", ""),
          json.value("note", ""),
          std::move(troubles),
          json.value("more_troubles", std::size_t{0})};
}

Standing read_standing(const Json& json) {
  return {state_at(json, "told"),
          state_at(json, "confirmed"),
          state_at(json, "candidate"),
          json.at("times").get<int>(),
          {json.at("recent").get<std::string>(), json.at("flapping").get<bool>()},
          json.at("told_flapping").get<bool>()};
}

template <class T>
std::optional<T> read(std::string_view text, T (*read_one)(const Json&)) {
  try {
    return read_one(Json::parse(text));
  } catch (const Json::exception&) {
    return std::nullopt;
  } catch (const std::bad_optional_access&) {
    return std::nullopt;
  }
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string state_in_words(const State& state) {
  auto text = std::string{to_word(state.verdict)};
  if (state.cause != judge::Cause::none) text += " (" + std::string{to_word(state.cause)} + ")";
  return text;
}

}  // namespace

std::string to_json(const News& news) {
  return dumped({{"schema", "flowvet-news/1"},
                 {"kind", to_word(news.kind)},
                 {"host", news.host},
                 {"job", news.job},
                 {"subject", {{"kind", to_word(news.subject.kind)}, {"id", news.subject.id}, {"title", news.title}}},
                 {"was", news.was ? state_json(*news.was) : Json{}},
                 {"is", state_json(news.is)},
                 {"at", report::to_rfc3339(news.at)},
                 {"run", news.run},
                 {"note", news.note},
                 {"troubles", troubles_json(news)},
                 {"more_troubles", news.more_troubles}});
}

std::optional<News> parse_news(std::string_view json) {
  return read<News>(json, read_news);
}

std::string to_json(const Standing& standing) {
  return dumped({{"told", state_json(standing.told)},
                 {"confirmed", state_json(standing.confirmed)},
                 {"candidate", state_json(standing.candidate)},
                 {"times", standing.times},
                 {"recent", standing.flapping.recent()},
                 {"flapping", standing.flapping.now()},
                 {"told_flapping", standing.told_flapping}});
}

std::optional<Standing> parse_standing(std::string_view json) {
  return read<Standing>(json, read_standing);
}

std::string in_words(const News& news) {
  auto text = "job " + news.job + ": ";
  if (news.subject.kind != SubjectKind::job) text += std::string{to_word(news.subject.kind)} + " " + news.subject.id + " ";
  if (!news.title.empty()) text += "(" + news.title + ") ";
  text += std::string{to_word(news.kind)};
  if (news.kind == NewsKind::withdrawn) return text + ": it is no longer checked, or no longer told of";
  if (news.kind == NewsKind::flapping) return text + ": it keeps changing, nothing more is told until it settles";
  return text + ": " + (news.was ? state_in_words(*news.was) : "not known before") + " -> " + state_in_words(news.is) + ", since " +
         report::to_reading_text(news.is.since);
}

}  // namespace flowvet::agent
