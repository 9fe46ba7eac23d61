// Pages as text: what they say of sample runs, in both languages, and that nothing a site or a peer wrote becomes markup.
#include "agent/web/page/job_state.hpp"
#include "agent/web/page/templates.hpp"
#include "agent/web/page/terms.hpp"
#include "agent/web/page/words.hpp"

#include "agent/sample_records.hpp"
#include "agent/web/desk_fixture.hpp"
#include "flowvet/base/text.hpp"
#include "report/flow_json.hpp"
#include "report/sample_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace flowvet;
using namespace flowvet::test;
using namespace flowvet::agent::web;
using page::Language;

namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t times = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

/// A run of the vda that found what the sample report has, so many minutes ago.
agent::RunRecord sample_run(int minutes_ago) {
  auto run = agent::make_record("vda", sample_report());
  run.started = std::chrono::system_clock::now() - std::chrono::minutes{minutes_ago};
  return run;
}

/// The keys that a template takes from the table of phrases.
std::set<std::string> keys_in(std::string_view text) {
  constexpr std::string_view begin = "{{w.";
  std::set<std::string> keys;
  for (auto at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at + 1)) {
    const auto key = text.substr(at + begin.size());
    keys.emplace(key.substr(0, key.find('}')));
  }
  return keys;
}

template <class E>
void check_terms() {
  std::set<std::string_view> seen;
  for (const auto& word : word_table<E>) {
    CAPTURE(word.text);
    CHECK_FALSE(page::term(Language::en, word.value).empty());
    CHECK(display_width(page::term(Language::ja, word.value)) > 0);
    CHECK(seen.insert(page::term(Language::ja, word.value)).second);
  }
}

}  // namespace

TEST_CASE("Every phrase of the page is there once, in both languages, with the same values") {
  std::set<std::string_view> keys;
  for (const auto& phrase : page::phrases()) {
    CAPTURE(phrase.key);
    CHECK(keys.insert(phrase.key).second);
    CHECK_FALSE(phrase.en.empty());
    CHECK_FALSE(phrase.ja.empty());
    CHECK(count(phrase.en, "{}") == count(phrase.ja, "{}"));
  }
  for (const auto& file : page::embedded_page())
    for (const auto& key : keys_in(file.text)) CHECK_MESSAGE(keys.contains(key), file.path, ": ", key);
}

TEST_CASE("A phrase takes its values in order, and says when one is missing") {
  CHECK(page::say(Language::en, "spell", {"fail", "14:20", "16:30"}) == "fail 14:20 to 16:30");
  CHECK(page::say(Language::ja, "since", {"14:20"}) == "14:20 から");
  CHECK_THROWS(page::say(Language::en, "since"));
  CHECK_THROWS(page::say(Language::en, "no such phrase"));
}

TEST_CASE("Every word of the closed lists has Japanese of its own") {
  check_terms<judge::Verdict>();
  check_terms<judge::Certainty>();
  check_terms<plan::Weight>();
  check_terms<agent::RunState>();
  check_terms<plan::SkipReason>();
  for (const auto& cause : word_table<judge::Cause>) {
    if (cause.value == judge::Cause::none) continue;
    CAPTURE(cause.text);
    for (const auto language : {Language::en, Language::ja}) {
      CHECK_FALSE(page::sentence(language, cause.value).empty());
      CHECK_FALSE(page::next_step(language, cause.value).empty());
    }
    CHECK(page::sentence(Language::ja, cause.value).ends_with("。"));
    CHECK(page::next_step(Language::ja, cause.value).ends_with("。"));
  }
}

TEST_CASE("A browser's languages choose the page's") {
  for (const auto& [field, language] : std::initializer_list<std::pair<const char*, Language>>{{"", Language::en},
                                                                                               {"ja", Language::ja},
                                                                                               {"ja-JP,ja;q=0.9,en;q=0.8", Language::ja},
                                                                                               {"en-GB,en;q=0.9,ja;q=0.8", Language::en},
                                                                                               {"de, JA ; q=0.5, en;q=0.4", Language::ja},
                                                                                               {"fr;q=1.0,ja;q=0.001", Language::ja},
                                                                                               {"ja;q=0,en;q=0.1", Language::en},
                                                                                               {"ja;q=x", Language::en},
                                                                                               {",,;;q=,", Language::en},
                                                                                               {"jav", Language::en}})
    CHECK_MESSAGE(page::preferred_language(field) == language, field);
}

TEST_CASE("Before the first run the page says that there is none") {
  const Desk desk;
  const auto reply = desk.get("/");
  CHECK(reply.status == 200);
  CHECK(reply.type == "text/html; charset=utf-8");
  CHECK(has(reply.body, "No run has been made yet."));
  CHECK(has(reply.body, "not run yet"));
  CHECK_FALSE(has(reply.body, "Nothing is broken"));
  CHECK(has(desk.get("/jobs/vda").body, "The site names no fas-server."));
}

TEST_CASE("The page says what is broken, since when, why, what to do and what to ask for") {
  Desk desk;
  desk.add(sample_run(65));
  desk.add(sample_run(5));
  const auto body = desk.get("/").body;
  CHECK(has(body, "1 of 1 jobs: a required flow fails."));
  CHECK(has(body, "The connection was refused: nothing listens on this port."));
  CHECK(has(body, "for 1 h 5 min"));
  CHECK(has(body, "Next step"));
  CHECK(has(body, "Ticket text, ready to copy"));
  CHECK(has(body, "For the administrators of the destinations"));
  CHECK(has(body, R"(role="img" aria-label="Last 24 hours: )"));
  CHECK(has(body, R"(<rect class="fail")"));
  const auto job = desk.get("/jobs/vda").body;
  CHECK(has(job, "Flows that do not pass"));
  CHECK(has(job, "Flows that pass: "));
  CHECK(has(job, "Newest runs"));
}

TEST_CASE("The page is Japanese for who wants it, also by a link that stays with him") {
  Desk desk;
  desk.add(sample_run(5));
  const auto body = desk.get("/", "ja").body;
  CHECK(body == desk.get("/", "ja-JP").body);
  CHECK(has(body, R"(<html lang="ja">)"));
  CHECK(has(body, "現在の障害"));
  CHECK(has(body, "接続が拒否されました。"));
  CHECK(has(body, R"(href="/jobs/vda")"));
  const auto chosen = desk.get("/?lang=ja").body;
  CHECK(has(chosen, R"(href="/jobs/vda?lang=ja")"));
  CHECK(has(desk.get("/?lang=en", "ja").body, R"(<html lang="en">)"));
  CHECK(has(desk.get("/?lang=xx", "ja").body, R"(<html lang="ja">)"));
  for (const auto* english : {"Broken now", "Next step", "What people notice", "Last 24 hours", "Newest run", "All flows"})
    CHECK_MESSAGE(!has(body, english), english);
}

TEST_CASE("A page of a flow has its past and its evidence") {
  Desk desk;
  desk.add(sample_run(65));
  desk.add(sample_run(5));
  const auto reply = desk.get("/jobs/vda/flows/licensing.any-component.license-server.license-manager");
  CHECK(reply.status == 200);
  CHECK(has(reply.body, "What happened"));
  CHECK(has(reply.body, "Evidence of the newest run that did not pass"));
  CHECK(has(reply.body, "not-listening: The connection was refused"));
  CHECK(has(reply.body, "Documented in"));
}

TEST_CASE("What a site or a peer wrote is text on the page and nothing else") {
  auto report = sample_report();
  for (auto& flow : report.flows)
    for (auto& check : flow.checks) check.host = "<script>alert(1)</script>\"'&\xE2\x80\xAE";
  Desk desk;
  auto run = agent::make_record("vda", report);
  run.started = std::chrono::system_clock::now();
  run.host = "<img src=x onerror=alert(1)>";
  run.note = "</p><script>";
  run.state = agent::RunState::finished;
  desk.add(run);
  for (const auto* target : {"/", "/jobs/vda", "/jobs/vda/flows/licensing.any-component.license-server.license-manager"}) {
    const auto body = desk.get(target).body;
    CAPTURE(target);
    CHECK_FALSE(has(body, "<script"));
    CHECK_FALSE(has(body, "<img src=x"));
    CHECK_FALSE(has(body, "\xE2\x80\xAE"));
    CHECK(has(body, "&lt;script&gt;alert(1)"));
  }
}

TEST_CASE("A path that is none is a page that says so, and links only to what is harmless") {
  const Desk desk;
  for (const auto* target : {"/jobs/vdb", "/jobs/%3Cscript%3E", "/jobs/vda/flows/none", "/jobs/%22onload=x/flows/y"}) {
    const auto reply = desk.get(target);
    CAPTURE(target);
    CHECK(reply.status == 404);
    CHECK(has(reply.body, "There is nothing here"));
    CHECK_FALSE(has(reply.body, "<script>"));
    CHECK_FALSE(has(reply.body, "onload"));
  }
}

TEST_CASE("While the disk takes nothing the newest run is shown all the same, with a warning") {
  Desk desk;
  auto before = run_at(0, {{"a.vda.sta.x", passed()}});
  before.started = std::chrono::system_clock::now() - std::chrono::minutes{5};
  desk.add(before);
  desk.add_unwritten(sample_run(0));
  const auto body = desk.get("/").body;
  CHECK(has(body, "The database cannot be written"));
  CHECK(has(body, "1 of 1 jobs: a required flow fails."));
  CHECK(
      has(desk.get("/jobs/vda/flows/licensing.any-component.license-server.license-manager").body, "Start the service on the destination"));
}

TEST_CASE("The newest run counts once, whether the disk has it or not") {
  const auto started = minute(5) + std::chrono::microseconds{300};  // the memory has milliseconds
  auto run = run_at(5, {{"a.vda.sta.x", failed()}});
  run.started = started;
  agent::JobNow job;
  job.job = std::make_shared<const agent::Job>();
  job.last = std::make_shared<const agent::RunRecord>(run);
  page::JobPast past;
  past.flows = {{"vda", "a.vda.sta.x", plan::Weight::required, {{1, minute(0), agent::RunState::finished, failed(), {}}}}};
  page::add_newest(past, job);
  CHECK(past.flows[0].sightings.size() == 2);
  past.flows[0].sightings.back().started = minute(5);
  page::add_newest(past, job);
  CHECK(past.flows[0].sightings.size() == 2);
}

TEST_CASE("While the database gives no answer the newest run is shown without its past") {
  Desk desk;
  for (int i = 200; i > 0; --i) desk.add(sample_run(5 * i));
  std::stop_source stop;
  stop.request_stop();
  const auto reply = desk.get("/", "", stop.get_token());
  CHECK(reply.status == 200);
  CHECK(has(reply.body, "The database gives no answer (that is too much to read at once)."));
  CHECK(has(reply.body, "1 of 1 jobs: a required flow fails."));
}

TEST_CASE("A run that was cut leaves what it did not get to as it was, and the page says so") {
  Desk desk;
  desk.add(sample_run(10));
  auto cut = sample_run(5);
  cut.state = agent::RunState::incomplete;
  cut.flows.clear();
  cut.outcomes.clear();
  cut.note = "the agent was stopped";
  desk.add(cut);
  const auto body = desk.get("/").body;
  CHECK(has(body, "The newest run was cut: the agent was stopped."));
  CHECK(has(body, "1 of 1 jobs: a required flow fails."));
}

TEST_CASE("The page needs nothing but its style sheet and its icon") {
  Desk desk;
  desk.add(sample_run(5));
  for (const auto* target : {"/", "/jobs/vda"}) {
    const auto body = desk.get(target).body;
    for (const auto* forbidden : {"<script", "style=\"", "<style", "http://", "https://", "javascript:", "onclick", "{{", "}}"})
      CHECK_MESSAGE(!has(body, forbidden), target, " has ", forbidden);
  }
  CHECK(desk.get("/style.css").type == "text/css; charset=utf-8");
  CHECK(desk.get("/icon.svg").type == "image/svg+xml");
  CHECK_FALSE(has(desk.get("/style.css").body, "url("));
}
