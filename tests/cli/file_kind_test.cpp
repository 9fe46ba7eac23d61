// `validate` tells files apart by their content and uses the loaders that the other commands use.
#include "cli/file_kind.hpp"
#include "report/sample_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace flowvet;

namespace {

Result<std::string> validated(const std::string& text) {
  return cli::validate_text(text, "file.json", catalog::embedded_profiles());
}

std::string shipped(std::string_view path) {
  const auto files = catalog::embedded_profiles();
  const auto file = std::ranges::find(files, path, &catalog::ProfileFile::path);
  REQUIRE(file != files.end());
  return file->text;
}

std::string first_words(const Result<std::string>& description) {
  return description.has_value() ? description->substr(0, description->find(',')) : to_text(description.error().front());
}

}  // namespace

TEST_CASE("every kind of file is recognised by its content") {
  std::ostringstream report;
  report::find_format("json")->write(test::sample_report(), report, {});
  CHECK(first_words(validated(R"({"endpoints":{"vda":["a","b"]}})")) == "site");
  CHECK(first_words(validated(shipped("roles.json"))) == "roles");
  CHECK(first_words(validated(shipped("catalog/cvad.json"))) == "catalog section");
  CHECK(first_words(validated(shipped("hosts/vda.json"))) == "host profile");
  CHECK(first_words(validated(report.str())) == "report");
}

TEST_CASE("an agent configuration is known by its jobs, and its mistakes are told as such") {
  CHECK(to_text(validated(R"({"jobs":[]})").error().front()).find("there is no job") != std::string::npos);
}

TEST_CASE("endpoints of a site are counted") {
  CHECK(*validated(R"({"endpoints":{"vda":["a","b"],"sta":["c"]}})") == "site, 3 endpoints");
}

TEST_CASE("problems of a catalog file carry the name that the user gave") {
  auto text = shipped("catalog/cvad.json");
  const std::string from = "\"required\"";
  text.replace(text.find(from), from.size(), "\"requierd\"");
  const auto result = validated(text);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().front().where.starts_with("file.json"));
}

TEST_CASE("what is none of our files is a problem") {
  CHECK_FALSE(validated("[]").has_value());
  CHECK_FALSE(validated("1").has_value());
  CHECK_FALSE(validated("").has_value());
}
