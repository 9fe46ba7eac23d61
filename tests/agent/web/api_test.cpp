// The API tells what `history`, `diff` and `ticket` tell, says what it left out, and answers nonsense with a sentence.
#include "agent/sample_records.hpp"
#include "agent/since.hpp"
#include "agent/web/desk_fixture.hpp"
#include "report/sample_report.hpp"
#include "report/time_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace flowvet;
using namespace flowvet::test;

namespace {

constexpr auto license = "licensing.any-component.license-server.license-manager";

nlohmann::json json_of(const agent::http::Reply& reply, unsigned status = 200) {
  CHECK_MESSAGE(reply.status == status, reply.body);
  CHECK(reply.type == "application/json");
  return nlohmann::json::parse(reply.body);
}

/// A run of the vda that found what the sample report has.
agent::RunRecord sample_run(int minutes) {
  auto run = agent::make_record("vda", sample_report());
  run.started = minute(minutes);
  return run;
}

}  // namespace

TEST_CASE("since is a length of time, a day or a point in time") {
  const auto now = minute(24 * 60);
  CHECK(agent::parse_since("24h", now) == minute(0));
  CHECK(agent::parse_since("2026-01-31", now) == minute(0));
  CHECK(agent::parse_since("2026-01-31T00:07:00Z", now) == minute(7));
  CHECK(agent::parse_since("2026-01-31T00:07:00.000Z", now) == minute(7));
  for (const auto* wrong : {"", "yesterday", "7", "-7d", "2026-02-30", "2026-01-31T00:07:00", "Z", "9999999999999d", "1d1d"})
    CHECK_MESSAGE(!agent::parse_since(wrong, now), wrong);
}

TEST_CASE("A job is told with its schedule, its newest run and what is not checked, also before it has made one") {
  Desk desk;
  auto job = json_of(desk.get("/api/v1/jobs"))["jobs"][0];
  CHECK(job["job"] == "vda");
  CHECK(job["role_name_ja"].get<std::string>().find("Virtual Delivery Agent") != std::string::npos);
  CHECK(job["every_ms"] == 300'000);
  CHECK(job["verdict"].is_null());
  CHECK(job["last_run"].is_null());
  CHECK(job["skipped"][0]["reason"] == "no-host");
  desk.add(sample_run(1));
  const agent::Moment now{std::chrono::system_clock::now(), std::chrono::steady_clock::now()};
  desk.board().planned("vda", now.steady + std::chrono::minutes{5}, now);
  job = json_of(desk.get("/api/v1/jobs/vda"));
  CHECK(job["verdict"] == "fail");
  CHECK(job["last_run"]["run"] == 1);
  CHECK(job["last_run"]["flows"]["fail"].get<int>() > 0);
  CHECK(job["last_run"]["outcomes"].size() == sample_report().outcomes.size());
  CHECK(report::from_rfc3339(job["next_due"].get<std::string>()) > std::chrono::system_clock::now());
  CHECK(job["overdue_ms"] == 0);
}

TEST_CASE("A flow's timeline has figures, episodes and the evidence of each") {
  Desk desk;
  desk.add(run_at(0, {{"a.vda.sta.x", passed()}}));
  desk.add(run_at(5, {{"a.vda.sta.x", failed()}}));
  desk.add(run_at(10, {{"a.vda.sta.x", failed()}}));
  const auto flow = json_of(desk.get("/api/v1/jobs/vda/flows/a.vda.sta.x?since=2026-01-31"));
  CHECK(flow["verdict"] == "fail");
  CHECK(flow["since"] == "2026-01-31T00:05:00.000Z");
  CHECK(flow["outages"] == 1);
  CHECK(flow["episodes"].size() == 2);
  CHECK(flow["episodes"][0]["evidence"].is_null());
  CHECK(flow["episodes"][1]["evidence"]["cause"] == "dropped");
  CHECK(flow["evidence_left_off"] == 0);
  CHECK(flow["read"] ==
        nlohmann::json({{"since", "2026-01-31T00:00:00.000Z"}, {"runs", 3}, {"oldest", "2026-01-31T00:00:00.000Z"}, {"cut", false}}));
  const auto later = json_of(desk.get("/api/v1/jobs/vda/flows?since=2026-01-31T00:06:00Z"));
  CHECK(later["read"]["runs"] == 1);
  CHECK(later["flows"][0]["episodes"].size() == 1);
  CHECK(json_of(desk.get("/api/v1/jobs/vda/flows"))["flows"].empty());  // the samples are older than a week
}

TEST_CASE("Outcomes have timelines too") {
  Desk desk;
  desk.add(sample_run(0));
  const auto all = json_of(desk.get("/api/v1/jobs/vda/outcomes?since=2026-01-31"));
  REQUIRE(all["outcomes"].size() == sample_report().outcomes.size());
  const auto id = all["outcomes"][0]["id"].get<std::string>();
  CHECK(json_of(desk.get("/api/v1/jobs/vda/outcomes/" + id + "?since=2026-01-31"))["episodes"].size() == 1);
}

TEST_CASE("Many changes are cut to the newest, and the answer says how many there were") {
  Desk desk;
  for (int i = 0; i < 60; ++i) desk.add(run_at(i, {{"a.vda.sta.x", i % 2 == 0 ? passed() : failed()}}));
  const auto flow = json_of(desk.get("/api/v1/jobs/vda/flows?since=2026-01-31"))["flows"][0];
  CHECK(flow["episodes"].size() == 50);
  CHECK(flow["episodes_left_off"] == 10);
  CHECK(flow["episodes"].back()["last_run"] == 60);
  CHECK(flow["runs"]["pass"] == 30);
}

TEST_CASE("More runs than one answer holds are cut to the newest") {
  Desk desk;
  for (int i = 0; i < 1003; ++i) desk.add(run_at(i, {}));
  const auto json = json_of(desk.get("/api/v1/runs?since=2026-01-31&job=vda"));
  CHECK(json["read"]["cut"] == true);
  CHECK(json["read"]["oldest"] == "2026-01-31T00:03:00.000Z");
  REQUIRE(json["runs"].size() == 1000);
  CHECK(json["runs"].front()["run"] == 4);
  CHECK(json["runs"].back()["run"] == 1003);
}

TEST_CASE("A run is told with its evidence, and two runs by what changed") {
  Desk desk;
  desk.add(run_at(0, {{"a.vda.sta.x", passed()}}));
  desk.add(run_at(5, {{"a.vda.sta.x", failed()}}));
  const auto run = json_of(desk.get("/api/v1/runs/2"));
  CHECK(run["verdict"] == "fail");
  CHECK(run["flows"][0]["evidence"]["cause"] == "dropped");
  CHECK(run["evidence_left_off"] == 0);
  const auto diff = json_of(desk.get("/api/v1/diff?a=1&b=2"));
  CHECK(diff["worse"] == true);
  CHECK(diff["flows"][0]["change"] == "broke");
}

TEST_CASE("The ticket of what is broken now is that of the newest finished run") {
  Desk desk;
  CHECK(json_of(desk.get("/api/v1/jobs/vda/ticket"), 404)["error"] == "No run of this job has finished yet.");
  desk.add(sample_run(0));
  auto cut = run_at(5, {});
  cut.state = agent::RunState::incomplete;
  desk.add(cut);
  const auto text = desk.get("/api/v1/jobs/vda/ticket");
  CHECK(text.type == "text/plain; charset=utf-8");
  CHECK(text.body.find(license) != std::string::npos);
  CHECK(text.body.find("2026-01-31 00:00:00 UTC") != std::string::npos);
  CHECK(desk.get("/api/v1/jobs/vda/ticket?format=csv").body.starts_with("\"for\",\"request\","));
  CHECK(desk.get("/api/v1/jobs/vda/ticket?format=markdown").type.starts_with("text/markdown"));
}

TEST_CASE("What cannot be answered gets one sentence") {
  Desk desk;
  desk.add(run_at(0, {{"a.vda.sta.x", passed()}}));
  for (const auto& [target, status] :
       std::initializer_list<std::pair<const char*, unsigned>>{{"/api/v1/jobs/vdb", 404},
                                                               {"/api/v1/jobs/%3Cscript%3E/flows", 404},
                                                               {"/api/v1/jobs/vda/flows/none?since=2026-01-31", 404},
                                                               {"/api/v1/jobs/vda/flows?since=yesterday", 400},
                                                               {"/api/v1/jobs/vda/flows?sinse=7d", 400},
                                                               {"/api/v1/jobs/vda/ticket?format=pdf", 400},
                                                               {"/api/v1/runs?job=vdb", 404},
                                                               {"/api/v1/runs/7", 404},
                                                               {"/api/v1/runs/0", 400},
                                                               {"/api/v1/runs/-1", 400},
                                                               {"/api/v1/runs/1x", 400},
                                                               {"/api/v1/runs/99999999999999999999", 400},
                                                               {"/api/v1/diff", 400},
                                                               {"/api/v1/diff?a=1", 400},
                                                               {"/api/v1/diff?a=1&b=last", 400},
                                                               {"/api/v1/diff?a=1&b=7", 404}}) {
    CAPTURE(target);
    const auto error = json_of(desk.get(target), status)["error"].get<std::string>();
    CHECK(error.ends_with('.'));
  }
  CHECK(json_of(desk.get("/api/v1/jobs/vdb"), 404)["error"] == "This agent has no job \"vdb\" (did you mean \"vda\"?).");
}

TEST_CASE("Who reads ends when the agent does, and nobody reads for ever") {
  Desk desk;
  for (int i = 0; i < 200; ++i) desk.add(run_at(i, {{"a.vda.sta.x", i % 2 == 0 ? passed() : failed()}, {"b.vda.sta.y", failed()}}));
  std::stop_source agent_ends;
  agent_ends.request_stop();
  const auto stopped = desk.get("/api/v1/jobs/vda/flows?since=2026-01-31", {}, agent_ends.get_token());
  CHECK(json_of(stopped, 503)["error"].get<std::string>().find("too much to read at once") != std::string::npos);
  desk.reader().limit_calls({}, std::chrono::milliseconds{-1});
  CHECK_FALSE(desk.reader().flows({"vda", std::nullopt}).has_value());
  desk.reader().limit_calls({}, std::chrono::seconds{60});
  CHECK(desk.reader().flows({"vda", std::nullopt}).has_value());
}
