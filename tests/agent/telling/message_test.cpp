// News as they are sent: what people read, what programs get, and that sending it again changes nothing.
#include "agent/telling/message.hpp"

#include "agent/sample_records.hpp"
#include "agent/states_json.hpp"
#include "agent/troubles.hpp"
#include "support/schema.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace flowvet;
using namespace flowvet::test;
using agent::NewsKind;
using agent::SubjectKind;
using agent::telling::make_message;
using judge::Verdict;

namespace {

agent::News news_of(NewsKind kind, std::optional<agent::State> was, agent::State is) {
  agent::News news{kind, "vda", {SubjectKind::outcome, "registers"}, was, is, "VDA registers", minute(5), 7, "vda01"};
  return news;
}

const agent::State worked{Verdict::pass, judge::Cause::none, minute(1)};
const agent::State fails{Verdict::fail, judge::Cause::none, minute(3)};

}  // namespace

TEST_CASE("News say to people what, since when and what it was before") {
  struct Row {
    NewsKind kind;
    std::optional<agent::State> was;
    agent::State is;
    const char* text;
  };
  const agent::State degraded{Verdict::degraded, judge::Cause::none, minute(4)}, works{Verdict::pass, judge::Cause::none, minute(5)};
  for (const auto& row : {
           Row{NewsKind::broke, worked, fails, "vda01: outcome \"VDA registers\" (job vda) fails since 2026-01-31 00:03:00 UTC."},
           Row{NewsKind::broke, std::nullopt, fails,
               "vda01: outcome \"VDA registers\" (job vda) fails since 2026-01-31 00:03:00 UTC (not known before)."},
           Row{NewsKind::changed, fails, degraded,
               "vda01: outcome \"VDA registers\" (job vda) now is degraded since 2026-01-31 00:04:00 UTC (before: fail)."},
           Row{NewsKind::recovered, fails, works,
               "vda01: outcome \"VDA registers\" (job vda) works again since 2026-01-31 00:05:00 UTC (before: fail since 2026-01-31 "
               "00:03:00 UTC)."},
           Row{NewsKind::flapping, worked, fails,
               "vda01: outcome \"VDA registers\" (job vda) keeps changing; nothing more is told of it until it settles."},
           Row{NewsKind::settled, fails, works,
               "vda01: outcome \"VDA registers\" (job vda) has settled and works since 2026-01-31 00:05:00 UTC."},
           Row{NewsKind::withdrawn, fails, worked, "vda01: outcome \"VDA registers\" (job vda) is no longer checked (before: fail)."},
       })
    CHECK(make_message(news_of(row.kind, row.was, row.is)).text == row.text);
}

TEST_CASE("A failure names its flows, what was seen and what to do; the text has room for some of that") {
  auto news = news_of(NewsKind::broke, worked, fails);
  news.troubles = {{"cvad.vda.sta.x", judge::Cause::dropped, "Ask for TCP 80.", {"sta01 (10.1.2.3) TCP 80: silent"}}};
  news.more_troubles = 2;
  const auto message = make_message(news);
  CHECK(message.text.ends_with(" cvad.vda.sta.x (dropped): Ask for TCP 80. And 2 more flows."));
  const auto json = nlohmann::json::parse(message.json);
  CHECK(json.at("troubles").at(0).at("seen").at(0) == "sta01 (10.1.2.3) TCP 80: silent");
  news.troubles = {5, {std::string(300, 'f'), judge::Cause::dropped, std::string(300, 'n'), {}}};
  CHECK(make_message(news).text.size() <= agent::telling::longest_text + 3);  // and three dots
}

TEST_CASE("Every kind of news is as the schema says, whatever stands in names") {
  for (const auto& word : word_table<NewsKind>) {
    auto news = news_of(word.value, worked, fails);
    news.title = "\x1b[2J\xff \"quoted\"\n";
    news.troubles = {{"a.flow", judge::Cause::dropped, "Do.", {"seen"}}};
    CAPTURE(word.text);
    const auto message = make_message(news);
    CHECK(schema_problems("news", message.json) == std::vector<std::string>{});
    CHECK(message.json.find('\n') == std::string::npos);
    CHECK(message.text.find('\x1b') == std::string::npos);
  }
  CHECK(schema_problems("news", make_message(agent::telling::test_news("vda01", minute(1))).json) == std::vector<std::string>{});
  CHECK_FALSE(schema_problems("news", R"({"schema": "flowvet-news/1"})").empty());
  CHECK(schema_words("news", "/properties/kind/enum") == words_of<NewsKind>());
}

TEST_CASE("The same news have the same id, with and without a number of their run, and other news have another") {
  const auto news = news_of(NewsKind::broke, worked, fails);
  const auto id = make_message(news).id;
  auto same = news;
  same.run = 0;
  CHECK(make_message(same).id == id);
  const auto differs = [&](auto change) {
    auto other = news;
    change(other);
    return make_message(other).id != id;
  };
  CHECK(differs([](agent::News& other) { other.host = "vda02"; }));
  CHECK(differs([](agent::News& other) { other.job = "sf"; }));
  CHECK(differs([](agent::News& other) { other.kind = NewsKind::recovered; }));
  CHECK(differs([](agent::News& other) { other.subject.id = "launches"; }));
  CHECK(differs([](agent::News& other) { other.subject.kind = SubjectKind::flow; }));
  CHECK(differs([](agent::News& other) { other.at += std::chrono::milliseconds{1}; }));
}

TEST_CASE("What was not known before is null, also after a night in the store") {
  const auto unseen = news_of(NewsKind::broke, std::nullopt, fails);
  CHECK(agent::parse_news(agent::to_json(unseen)) == unseen);
  const auto message = make_message(unseen);
  CHECK(nlohmann::json::parse(message.json).at("was").is_null());
  CHECK(schema_problems("news", message.json) == std::vector<std::string>{});
}

TEST_CASE("News of an older version are sent too") {
  const auto old = agent::parse_news(
      R"({"schema":"flowvet-news/1","kind":"broke","job":"vda","subject":{"kind":"flow","id":"a.flow","title":""},
          "was":{"verdict":"pass","cause":"none","since":"2026-01-31T00:00:00.000Z"},
          "is":{"verdict":"fail","cause":"dropped","since":"2026-01-31T00:01:00.000Z"},"at":"2026-01-31T00:02:00.000Z","run":3})");
  REQUIRE(old.has_value());
  CHECK(old->run == 3);
  CHECK(schema_problems("news", make_message(*old).json) == std::vector<std::string>{});
}

TEST_CASE("The reasons of a job are its required flows, those of an outcome the flows that decide it, that of a flow itself") {
  auto run = run_at(1, {{"a.flow", failed()}, {"b.flow", failed()}, {"c.flow", failed()}, {"d.flow", passed()}});
  run.flows[2].need = plan::Weight::optional;
  run.outcomes = {{"registers", {"VDA registers", ""}, Verdict::fail, {FlowId{"b.flow"}, FlowId{"d.flow"}}}};
  const auto reasons = [&run](agent::Subject subject, Verdict verdict) {
    agent::News news;
    news.subject = std::move(subject);
    news.is.verdict = verdict;
    add_troubles(news, run);
    std::string all;
    for (const auto& trouble : news.troubles) all += trouble.flow.substr(0, 1);
    return all;
  };
  CHECK(reasons({SubjectKind::job, "vda"}, Verdict::fail) == "ab");
  CHECK(reasons({SubjectKind::outcome, "registers"}, Verdict::fail) == "b");
  CHECK(reasons({SubjectKind::flow, "c.flow"}, Verdict::fail) == "c");
  CHECK(reasons({SubjectKind::job, "vda"}, Verdict::pass) == "");
}
