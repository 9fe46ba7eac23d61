// News -> Message.
#include "agent/telling/message.hpp"

#include "agent/states_json.hpp"
#include "flowvet/base/text.hpp"
#include "report/layout.hpp"
#include "report/time_text.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <nlohmann/json.hpp>

namespace flowvet::agent::telling {
namespace {

using Json = nlohmann::ordered_json;
using judge::Verdict;

/// Name-based (RFC 4122, section 4.3). The run's number is left out: news that were told while the disk was full have none.
std::string id_of(const News& news) {
  std::string name;
  for (const auto part : {std::string_view{news.host}, std::string_view{news.job}, to_word(news.kind), to_word(news.subject.kind),
                          std::string_view{news.subject.id}})
    name += std::string{part} + '\n';
  name += report::to_rfc3339(news.at);
  return to_string(boost::uuids::name_generator_sha1(boost::uuids::ns::oid())(name));
}

std::string subject_words(const News& news) {
  if (news.subject.kind == SubjectKind::job) return "job " + news.job;
  const auto name = news.title.empty() ? news.subject.id : "\"" + news.title + "\"";
  return std::string{to_word(news.subject.kind)} + " " + name + " (job " + news.job + ")";
}

std::string_view verdict_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "works";
    case Verdict::degraded:
      return "is degraded";
    case Verdict::fail:
      return "fails";
    case Verdict::unknown:
      return "cannot be told";
    case Verdict::skipped:
      return "is not checked";
  }
  return "";
}

std::string now_words(const State& state) {
  return std::string{verdict_words(state.verdict)} + " since " + report::to_reading_text(state.since);
}

/// " (before: fail since ...)", where that is known.
std::string before_words(const News& news, bool with_time = false) {
  if (!news.was) return {};
  const auto time = with_time ? " since " + report::to_reading_text(news.was->since) : std::string{};
  return " (before: " + std::string{to_word(news.was->verdict)} + time + ")";
}

std::string change_words(const News& news) {
  switch (news.kind) {
    case NewsKind::broke:
      return now_words(news.is) + (news.was ? "" : " (not known before)");
    case NewsKind::changed:
      return "now " + now_words(news.is) + before_words(news);
    case NewsKind::recovered:
      return "works again since " + report::to_reading_text(news.is.since) + before_words(news, true);
    case NewsKind::flapping:
      return "keeps changing; nothing more is told of it until it settles";
    case NewsKind::settled:
      return "has settled and " + now_words(news.is);
    case NewsKind::withdrawn:
      return "is no longer checked" + before_words(news);
    case NewsKind::test:
      return "is told of as a test, asked for at " + report::to_reading_text(news.at);
  }
  return "";
}

std::string trouble_words(const Trouble& trouble, const Subject& subject) {
  auto text = subject.kind == SubjectKind::flow ? std::string{"Cause"} : trouble.flow;
  text += " (" + std::string{to_word(trouble.cause)} + ")";
  return trouble.next_step.empty() ? text + "." : text + ": " + trouble.next_step;
}

std::string text_of(const News& news) {
  auto text = news.host + ": " + subject_words(news) + " " + change_words(news) + ".";
  if (!news.note.empty()) text += " The run: " + news.note + ".";
  for (const auto& trouble : news.troubles) text += " " + trouble_words(trouble, news.subject);
  if (news.more_troubles > 0) text += " And " + report::counted(news.more_troubles, "more flow") + ".";
  return escape_peer_text(text, longest_text);
}

/// The news as the store has them, and what a chat shows and a program drops doubles by.
std::string json_of(const Message& message) {
  auto json = Json::parse(to_json(message.news));
  Json sent{{"schema", json.at("schema")}, {"id", message.id}, {"text", message.text}};
  json.erase("schema");
  sent.update(json);
  return sent.dump();
}

}  // namespace

Message make_message(News news) {
  Message message{std::move(news), {}, {}, {}};
  message.id = id_of(message.news);
  message.text = text_of(message.news);
  message.json = json_of(message);
  return message;
}

News test_news(const std::string& host, WallTime now) {
  News news;
  news.kind = NewsKind::test;
  news.job = "test";
  news.subject = {SubjectKind::job, "test"};
  news.is.since = news.at = now;
  news.was = news.is;
  news.host = host;
  return news;
}

}  // namespace flowvet::agent::telling
