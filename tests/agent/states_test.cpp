// Series of runs on one side, what people are told on the other.
#include "agent/states.hpp"

#include "agent/sample_records.hpp"
#include "agent/states_json.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace flowvet;
using namespace flowvet::test;
using agent::News;
using agent::NewsKind;
using agent::Standings;
using agent::SubjectKind;
using agent::TellRules;
using judge::Verdict;

namespace {

agent::Finding finding_of(char letter) {
  switch (letter) {
    case 'p':
      return passed();
    case 'd':
      return finding(Verdict::degraded);
    case 'f':
      return failed();
    case 'r':
      return failed(judge::Cause::rejected);
    default:
      return unsure();
  }
}

TellRules about_flows(int confirmations, std::set<Verdict> on = {Verdict::fail}) {
  return {{SubjectKind::flow}, std::move(on), confirmations};
}

/// One run a minute of one flow; capital letters are runs in the quiet hours. What is told: the number of the run and the first letter
/// of the news' kind, "w" for withdrawn.
std::string told(std::string_view letters, const TellRules& rules) {
  Standings standings;
  std::string all;
  int number = 0;
  for (const char letter : letters) {
    const bool quiet = letter >= 'A' && letter <= 'Z';
    const char lower = quiet ? static_cast<char>(letter + 32) : letter;
    const auto run = lower == 'x' ? run_at(number, {}) : run_at(number, {{"a.flow", finding_of(lower)}});
    for (const auto& news : agent::advance(standings, run, rules, quiet))
      all += (all.empty() ? "" : " ") + std::to_string(number) + std::string{to_word(news.kind)}.substr(0, 1);
    ++number;
  }
  return all;
}

}  // namespace

TEST_CASE("What breaks and what recovers is told after enough runs in a row, once") {
  struct Row {
    const char* what;
    const char* runs;
    int confirmations;
    const char* told;
  };
  for (const auto& row : {
           Row{"nothing happens", "pppp", 1, ""},
           Row{"broken from the start", "ffff", 1, "0b"},
           Row{"broken from the start, to be confirmed", "ffff", 3, "2b"},
           Row{"one bad run is no news", "ppfpp", 2, ""},
           Row{"two are", "ppffpp", 2, "3b 5r"},
           Row{"a recovery needs confirmation too", "ffpfpp", 2, "1b 5r"},
           Row{"another cause is no news", "ffrr", 2, "1b"},
           Row{"what is unknown ends no failure and confirms none", "fufuuup", 2, "2b"},
           Row{"a failure, unknown for a while, and over", "ffuupp", 2, "1b 5r"},
           Row{"degraded works", "dddd", 1, ""},
           Row{"a failure becomes a degradation", "ffdd", 2, "1b 3r"},
           Row{"unknown from the start", "uuuu", 1, ""},
       }) {
    CAPTURE(row.what);
    CHECK(told(row.runs, about_flows(row.confirmations)) == row.told);
  }
}

TEST_CASE("What is told of is a matter of rules") {
  CHECK(told("ddpp", about_flows(1, {Verdict::fail, Verdict::degraded})) == "0b 2r");
  CHECK(told("ddff", about_flows(1, {Verdict::fail, Verdict::degraded})) == "0b 2c");
  CHECK(told("uupp", about_flows(1, {Verdict::unknown})) == "0b 2r");
  CHECK(told("ffff", about_flows(1, {})) == "");
  CHECK(told("ffff", {{SubjectKind::outcome}, {Verdict::fail}, 1}) == "");
}

TEST_CASE("In quiet hours nothing is told; afterwards what is still so, and not what came and went") {
  CHECK(told("ppFFff", about_flows(2)) == "4b");
  CHECK(told("ppFFPPpp", about_flows(2)) == "");
  CHECK(told("ffPPFFff", about_flows(2)) == "1b");
  CHECK(told("ffPPpp", about_flows(2)) == "1b 4r");
}

TEST_CASE("Flapping is told once, then nothing until it settles") {
  CHECK(told("pfpfpfpfpfpf", about_flows(1)) == "1b 2r 3b 4r 5f");
  CHECK(told("pfpfpfpppppppppppppppppppppppp", about_flows(1)) == "1b 2r 3b 4r 5f 23s");
  CHECK(told("pfpfpfffffffffffffffffffffffff", about_flows(1)) == "1b 2r 3b 4r 5f 22s");
}

TEST_CASE("What was told of and is no longer checked is withdrawn") {
  CHECK(told("ffxx", about_flows(1)) == "0b 2w");
  CHECK(told("ppxx", about_flows(1)) == "");
  CHECK(told("ffxff", about_flows(1)) == "0b 2w 3b");
}

TEST_CASE("A run that was cut or broke says nothing of flows that it did not get to") {
  Standings standings;
  const auto rules = about_flows(1);
  REQUIRE(agent::advance(standings, run_at(0, {{"a.flow", failed()}}), rules, false).size() == 1);
  auto cut = run_at(1, {});
  cut.state = agent::RunState::incomplete;
  CHECK(agent::advance(standings, cut, rules, false).empty());
  CHECK(agent::advance(standings, agent::broken_record("vda", minute(2), {}, "bug"), rules, false).empty());
  CHECK(agent::advance(standings, run_at(3, {{"a.flow", failed()}}), rules, false).empty());
}

TEST_CASE("A job that breaks or takes too long is told of whatever the rules; one that was stopped is not") {
  const TellRules about_jobs{{SubjectKind::job}, {Verdict::fail}, 2};
  Standings standings;
  int number = 0;
  const auto told_of = [&](agent::RunRecord run) {
    run.started = minute(number++);
    const auto news = agent::advance(standings, run, about_jobs, false);
    return news.empty() ? std::string{} : std::string{to_word(news.front().kind)} + " " + std::string{to_word(news.front().is.verdict)};
  };
  auto stopped = run_at(0, {{"a.flow", passed()}});
  stopped.state = agent::RunState::incomplete;
  auto overdue = stopped;
  overdue.over_limit = true;
  const auto broken = agent::broken_record("vda", minute(0), {}, "bug");
  for (int i = 0; i < 5; ++i) CHECK(told_of(stopped) == "");
  CHECK(told_of(overdue) == "");
  CHECK(told_of(broken) == "broke unknown");
  CHECK(told_of(stopped) == "");
  CHECK(told_of(overdue) == "");
  CHECK(told_of(run_at(0, {{"a.flow", passed()}})) == "");
  CHECK(told_of(run_at(0, {{"a.flow", passed()}})) == "recovered pass");
  auto stopped_late = stopped;
  stopped_late.flows = run_at(0, {{"a.flow", failed()}}).flows;
  CHECK(told_of(stopped_late) == "");
  CHECK(told_of(stopped_late) == "broke fail");
}

TEST_CASE("A job of which people were told that it cannot be told stays so while its runs end without knowing") {
  const TellRules about_jobs{{SubjectKind::job}, {Verdict::fail}, 1};
  Standings standings;
  const auto broken = agent::broken_record("vda", minute(0), {}, "bug");
  REQUIRE(agent::advance(standings, broken, about_jobs, false).size() == 1);
  for (int i = 1; i < 4; ++i) {
    const auto run = run_at(i, {{"a.flow", unsure()}});
    REQUIRE(agent::verdict_of(run) == Verdict::unknown);
    CHECK(agent::advance(standings, run, about_jobs, false).empty());
  }
  const auto news = agent::advance(standings, run_at(4, {{"a.flow", passed()}}), about_jobs, false);
  REQUIRE(news.size() == 1);
  CHECK(news[0].kind == agent::NewsKind::recovered);
  CHECK(news[0].was == agent::State{Verdict::unknown, judge::Cause::none, minute(0)});
}

TEST_CASE("What was before is known only of what a run has seen") {
  const auto was_when_told = [](std::string_view runs) {
    Standings standings;
    std::optional<agent::State> was;
    bool told = false;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const bool quiet = runs[i] == 'F' || runs[i] == 'P';
      const bool fails = runs[i] == 'f' || runs[i] == 'F';
      const auto run = run_at(static_cast<int>(i), {{"a.flow", finding_of(fails ? 'f' : 'p')}});
      for (const auto& news : agent::advance(standings, run, about_flows(2), quiet)) {
        told = true;
        was = news.was;
      }
    }
    REQUIRE(told);
    return was;
  };
  const auto passed_since = [](int start) { return agent::State{Verdict::pass, judge::Cause::none, minute(start)}; };
  CHECK(was_when_told("ff") == std::nullopt);
  CHECK(was_when_told("FFf") == std::nullopt);
  CHECK(was_when_told("pppff") == passed_since(0));
  CHECK(was_when_told("fpff") == passed_since(1));
  CHECK(was_when_told("FPff") == passed_since(1));
  CHECK(was_when_told("ffpp") == agent::State{Verdict::fail, judge::Cause::dropped, minute(0)});
}

TEST_CASE("News tell of what, since when and why") {
  Standings standings;
  auto run = run_at(0, {{"a.flow", failed()}});
  run.outcomes = {{"registers", {"VDA registers", "登録"}, Verdict::fail}};
  const TellRules rules{{SubjectKind::job, SubjectKind::outcome, SubjectKind::flow}, {Verdict::fail}, 2};
  CHECK(agent::advance(standings, run, rules, false).empty());
  run.started = minute(1);
  const auto news = agent::advance(standings, run, rules, false);
  REQUIRE(news.size() == 3);
  CHECK(news[0].subject == agent::Subject{SubjectKind::job, "vda"});
  CHECK(news[1].title == "VDA registers");
  CHECK(news[2].is == agent::State{Verdict::fail, judge::Cause::dropped, minute(0)});
  CHECK(news[2].at == minute(1));
  CHECK(agent::in_words(news[2]) == "job vda: flow a.flow broke: not known before -> fail (dropped), since 2026-01-31 00:00:00 UTC");
  CHECK(agent::in_words(news[1]).find("outcome registers (VDA registers) broke") != std::string::npos);
  auto known = news[2];
  known.was = agent::State{Verdict::pass, judge::Cause::none, minute(0)};
  CHECK(agent::in_words(known).find("broke: pass -> fail (dropped)") != std::string::npos);
}

TEST_CASE("Standings and news read back as they were written, and nothing else is taken for one") {
  Standings standings;
  const auto rules = about_flows(1);
  std::vector<News> news;
  for (int i = 0; i < 8; ++i)
    for (auto& one : agent::advance(standings, run_at(i, {{"a.flow", i % 2 == 0 ? failed() : passed()}}), rules, false))
      news.push_back(one);
  for (const auto& [subject, standing] : standings) CHECK(agent::parse_standing(agent::to_json(standing)) == standing);
  REQUIRE_FALSE(news.empty());
  for (const auto& one : news) CHECK(agent::parse_news(agent::to_json(one)) == one);
  for (const char* text : {"", "{}", "[]", "7", R"({"kind":"broke"})"}) {
    CHECK_FALSE(agent::parse_news(text).has_value());
    CHECK_FALSE(agent::parse_standing(text).has_value());
  }
}
