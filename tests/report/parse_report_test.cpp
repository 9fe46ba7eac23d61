// Reading reports that somebody else wrote, cut or garbled.
#include "flowvet/report/parse.hpp"
#include "report/sample_report.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sstream>

using namespace flowvet;
using namespace flowvet::report;

namespace {

nlohmann::json sample_json() {
  std::ostringstream out;
  find_format("json")->write(test::sample_report(), out, {});
  return nlohmann::json::parse(out.str());
}

Problems problems_of(const std::string& text) {
  const auto report = parse_report(text, "r.json");
  return report ? Problems{} : report.error();
}

}  // namespace

TEST_CASE("a report cut anywhere is a problem, never a report") {
  const auto text = sample_json().dump();
  for (std::size_t length = 0; length < text.size(); length += 97) CHECK_FALSE(problems_of(text.substr(0, length)).empty());
}

TEST_CASE("a key that is missing or of another kind is named by its pointer") {
  for (const auto* pointer : {"/run/role", "/run/complete", "/summary/fail", "/flows/0/verdict", "/flows/0/checks/0/port",
                              "/flows/0/checks/0/evidence/0/stage", "/skipped/1/reason", "/outcomes/0/because", "/controls/1/outcome"}) {
    auto json = sample_json();
    json[nlohmann::json::json_pointer(pointer)] = {{"not", "this"}};
    const auto problems = problems_of(json.dump());
    CAPTURE(pointer);
    REQUIRE_FALSE(problems.empty());
    CHECK(problems.front().where.find(pointer) != std::string::npos);
  }
}

TEST_CASE("a recorded dialogue comes back as it was, and one that is garbled is a problem") {
  auto report = test::sample_report();
  using Kind = probe::Message::Kind;
  const std::vector<probe::Message> said{{Kind::sent, std::chrono::microseconds{250}, {0x00, 0xFF}, {}, {}},
                                         {Kind::tls, std::chrono::microseconds{300}, {}, "TLSv1.3, asked for ddc01", {}},
                                         {Kind::received, std::chrono::microseconds{400}, {0x1B}, {}, {}},
                                         {Kind::ended, std::chrono::milliseconds{5}, {}, {}, probe::ErrorKind::reset}};
  report.flows[0].checks[0].attempts[0].transcript = said;
  std::ostringstream out;
  find_format("json")->write(report, out, {});
  const auto read = parse_report(out.str(), "r.json").value().flows[0].checks[0].attempts[0].transcript;
  REQUIRE(read.size() == said.size());
  for (std::size_t i = 0; i < said.size(); ++i) {
    CHECK(read[i].kind == said[i].kind);
    CHECK(read[i].at == said[i].at);
    CHECK(read[i].bytes == said[i].bytes);
    CHECK(read[i].text == said[i].text);
    CHECK(read[i].error == said[i].error);
  }
  auto json = nlohmann::json::parse(out.str());
  json["flows"][0]["checks"][0]["evidence"][0]["transcript"][0]["bytes"] = "0g";
  const auto problems = problems_of(json.dump());
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().where.ends_with("/transcript/0/bytes"));
}

TEST_CASE("an unknown word is a problem with a suggestion, never the first of its table") {
  auto json = sample_json();
  json["flows"][0]["verdict"] = "pas";
  const auto problems = problems_of(json.dump());
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().hint.find("pass") != std::string::npos);
}

TEST_CASE("numbers out of range are problems") {
  for (const auto& value : {nlohmann::json(-1), nlohmann::json(65536), nlohmann::json(80.5), nlohmann::json(1e300)}) {
    auto json = sample_json();
    json["flows"][0]["checks"][0]["port"] = value;
    CHECK(problems_of(json.dump()).size() == 1);
  }
  auto json = sample_json();
  json["flows"][0]["checks"][0]["evidence"][0]["took_ms"] = 1e300;
  CHECK(problems_of(json.dump()).size() == 1);
}

TEST_CASE("keys of later versions are ignored") {
  auto json = sample_json();
  json["flows"][0]["mood"] = "fine";
  CHECK(problems_of(json.dump()).empty());
}

TEST_CASE("a report from before there were proxies is read as one of straight checks") {
  auto json = sample_json();
  for (auto& flow : json["flows"])
    for (auto& check : flow["checks"]) {
      check.erase("via");
      for (auto& attempt : check["evidence"]) attempt.erase("proxy_status");
    }
  const auto report = parse_report(json.dump(), "r.json");
  REQUIRE(report.has_value());
  CHECK(report->flows.at(0).checks.at(0).via.empty());
}

TEST_CASE("reports of versions that made no controls are read") {
  auto json = sample_json();
  json.erase("controls");
  const auto report = parse_report(json.dump(), "r.json");
  REQUIRE(report.has_value());
  CHECK(report->controls.empty());
}

TEST_CASE("other documents are told apart from broken reports") {
  CHECK(problems_of("{\"endpoints\":{}}").front().what.find("not a report") != std::string::npos);
  CHECK(problems_of("{\"schema\":\"flowvet-report/9\"}").front().what.find("flowvet-report/1") != std::string::npos);
  CHECK_FALSE(problems_of("[]").empty());
  CHECK_FALSE(problems_of("").empty());
}

TEST_CASE("the decisive attempt of a hostile report may lie outside the attempts") {
  auto json = sample_json();
  json["flows"][0]["checks"][0]["deciding_attempt"] = 999;
  const auto report = parse_report(json.dump(), "r.json");
  REQUIRE(report.has_value());
  std::ostringstream out;
  find_format("text")->write(*report, out, {});
  CHECK_FALSE(out.str().empty());
}
