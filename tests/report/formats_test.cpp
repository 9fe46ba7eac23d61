// What the writers print: whole golden files, and the properties that no change may break.
#include "flowvet/base/text.hpp"
#include "flowvet/report/parse.hpp"
#include "report/sample_report.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

using namespace flowvet;
using namespace flowvet::report;

namespace {

std::string written(const Report& report, std::string_view format, const WriteOptions& options = {}) {
  std::ostringstream out;
  find_format(format)->write(report, out, options);
  return std::move(out).str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool is_terminal_safe(const std::string& text) {
  return std::ranges::none_of(text, [](unsigned char letter) { return (letter < 0x20 && letter != '\n') || letter == 0x7f; });
}

}  // namespace

TEST_CASE("the text report is the golden one") {
  const auto text = written(test::sample_report(), "text");
  CHECK(text == test::golden("report.txt", text));
}

TEST_CASE("the text report with every check is the golden one") {
  WriteOptions options;
  options.all = true;
  options.columns = 80;
  const auto text = written(test::sample_report(), "text", options);
  CHECK(text == test::golden("report_all.txt", text));
}

TEST_CASE("the JSON report is the golden one") {
  const auto text = written(test::sample_report(), "json");
  CHECK(text == test::golden("report.json", text));
}

TEST_CASE("bytes of a peer never reach a terminal or break JSON") {
  const auto report = test::sample_report();
  CHECK(is_terminal_safe(written(report, "text")));
  const auto json = written(report, "json");
  CHECK(is_terminal_safe(json));
  CHECK(nlohmann::json::accept(json));
}

TEST_CASE("host names that are not UTF-8 do not break JSON") {
  auto report = test::sample_report();
  report.flows.at(0).checks.at(0).host = "ddc\xff\xc3";
  report.run.host = "\xf0\x9f";
  report.site = "\x80";
  CHECK(nlohmann::json::accept(written(report, "json")));
  CHECK(is_terminal_safe(written(report, "text")));
}

TEST_CASE("the heading holds the worst verdict, role, host, counts and time") {
  const auto text = written(test::sample_report(), "text");
  const auto first = text.substr(0, text.find("\n\n"));
  for (const std::string part : {"FAIL", "vda", "vda01", "failed", "passed", "2026-01-31 02:03:04 UTC"}) {
    CAPTURE(part);
    CHECK(first.find(part) != std::string::npos);
  }
}

TEST_CASE("lines fit the width asked for") {
  for (const std::size_t columns : {80U, 100U}) {
    WriteOptions options;
    options.columns = columns;
    for (const auto& line : lines_of(written(test::sample_report(), "text", options))) {
      CAPTURE(line);
      CHECK(display_width(line) <= columns);
    }
  }
}

TEST_CASE("colour is used only when asked for, and changes nothing else") {
  WriteOptions options;
  options.colour = true;
  auto coloured = written(test::sample_report(), "text", options);
  CHECK(coloured.find("\x1b[") != std::string::npos);
  for (auto at = coloured.find("\x1b["); at != std::string::npos; at = coloured.find("\x1b["))
    coloured.erase(at, coloured.find('m', at) + 1 - at);
  CHECK(coloured == written(test::sample_report(), "text"));
}

TEST_CASE("two hundred hosts that fail alike are one line") {
  auto report = test::sample_report();
  auto& flow = report.flows.at(1);
  for (int i = 0; i < 200; ++i) {
    flow.checks.push_back(flow.checks.front());
    flow.checks.back().host = flow.checks.back().address = "10.9.0." + std::to_string(i);
  }
  const auto text = written(report, "text");
  CHECK(text.find("and 198 more") != std::string::npos);
  constexpr std::size_t more_names = 3;  // in the heading and in the line
  CHECK(lines_of(text).size() <= lines_of(written(test::sample_report(), "text")).size() + more_names);
}

TEST_CASE("a report without a required flow says that it proves nothing") {
  auto report = test::sample_report();
  std::erase_if(report.flows, [](const FlowReport& flow) { return flow.flow.weight == plan::Weight::required; });
  const auto text = written(report, "text");
  CHECK(text.starts_with("UNKNOWN"));
  CHECK(text.find("says nothing about whether the role works") != std::string::npos);
}

TEST_CASE("an interrupted run says so and lists what it did not finish") {
  const auto plan = test::sample_plan();
  const auto report = make_report(plan, {}, judge::judge(plan, {}), {});
  const auto text = written(report, "text");
  CHECK(text.find("INCOMPLETE") != std::string::npos);
  CHECK(text.find("cvad.vda.delivery-controller.registration") != std::string::npos);
}

TEST_CASE("a report read back from JSON is written as the same JSON and the same text") {
  const auto json = written(test::sample_report(), "json");
  const auto read = parse_report(json, "report.json");
  REQUIRE(read.has_value());
  CHECK(written(*read, "json") == json);
  CHECK(written(*read, "text") == written(test::sample_report(), "text"));
}

TEST_CASE("the metrics of a report are the golden ones, and have the flows where all is asked for") {
  const auto text = written(test::sample_report(), "prometheus");
  CHECK(text == test::golden("report.prom", text));
  CHECK(is_terminal_safe(text));
  WriteOptions options;
  options.all = true;
  const auto flow = "flowvet_flow_success{flowvet_job=\"vda\",flow=\"cvad.vda.delivery-controller.registration\"}";
  CHECK(text.find(flow) == std::string::npos);
  CHECK(written(test::sample_report(), "prometheus", options).find(flow) != std::string::npos);
}

TEST_CASE("formats have a first one and are found by name") {
  CHECK(formats().front().name == "text");
  CHECK(find_format("json") != nullptr);
  CHECK(find_format("jsn") == nullptr);
}
