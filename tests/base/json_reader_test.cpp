// From hostile or mistyped text to a JSON document, or to problems with their places.
#include "base/json_reader.hpp"

#include "base/read_file.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace flowvet;

namespace {

std::string first_problem(std::string_view text) {
  const auto json = parse_json(text, "x.json");
  return json ? "none" : to_text(json.error().front());
}

bool mentions(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("A document keeps its values, the order of its keys and ignores comments") {
  const auto json = parse_json("{ // a comment\n\"b\": [1, -2, 3.5, true, null, \"日本\"], /* another */ \"a\": {}}", "x.json");
  REQUIRE(json.has_value());
  CHECK(json->dump() == "{\"b\":[1,-2,3.5,true,null,\"日本\"],\"a\":{}}");
}

TEST_CASE("A byte order mark in front is no reason to complain") {
  CHECK(first_problem("\xEF\xBB\xBF{}") == "none");
}

TEST_CASE("A syntax error is placed by line and column") {
  CHECK(first_problem("{\n  \"a\": 1,\n}").starts_with("x.json:3:1: not valid JSON: object key"));
  CHECK(first_problem("{\"日本\": ?}").starts_with("x.json:1:8: not valid JSON: value"));
  CHECK(first_problem("{\"a\": 1").starts_with("x.json:1:8: not valid JSON: object"));
  CHECK(mentions(first_problem("{} {}"), "expected end of input"));
  CHECK(mentions(first_problem("[1e999]"), "number overflow"));
}

TEST_CASE("Text in another encoding is told how to be saved") {
  CHECK(mentions(first_problem("{\"a\": \"\x93\xfa\x96\x7b\"}"), "(save the file as UTF-8)"));
  CHECK(first_problem(std::string_view("\xFF\xFE{\0}\0", 6)) == "x.json: is encoded as UTF-16 (save the file as UTF-8)");
  CHECK(first_problem(std::string_view("{\0}\0", 4)) == "x.json: is encoded as UTF-16 (save the file as UTF-8)");
}

TEST_CASE("An empty text is called empty") {
  CHECK(first_problem("") == "x.json: is empty");
  CHECK(first_problem(" \r\n\t") == "x.json: is empty");
}

TEST_CASE("Every key that stands twice is reported with its pointer") {
  const auto json = parse_json(R"({"a": 1, "b": [{"c": 1, "c": 2}], "a": 3, "x/y~": {"d": 1, "d": 2}})", "x.json");
  REQUIRE(json.has_error());
  REQUIRE(json.error().size() == 3);
  CHECK(to_text(json.error()[0]) == "x.json#/b/0/c: the key \"c\" stands here twice (keep one of them)");
  CHECK(json.error()[1].where == "x.json#/a");
  CHECK(json.error()[2].where == "x.json#/x~1y~0/d");
}

TEST_CASE("The same key in different objects is no repetition") {
  CHECK(first_problem(R"([{"a": {"a": 1}}, {"a": 2}])") == "none");
}

TEST_CASE("Nesting ends at 64 levels, however much deeper the text goes") {
  CHECK(first_problem(std::string(64, '[') + std::string(64, ']')) == "none");
  CHECK(first_problem(std::string(65, '[') + std::string(65, ']')) == "x.json: nested deeper than 64 levels");
  CHECK(first_problem(std::string(10'000'000, '[')) == "x.json: nested deeper than 64 levels");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK(first_problem(objects) == "x.json: nested deeper than 64 levels");
}

TEST_CASE("More than 16 MiB is refused without being parsed") {
  CHECK(first_problem(std::string(50'000'000, '[')) == "x.json: is larger than 16 MiB");
  CHECK(first_problem("[\"" + std::string(50'000'000, 'a') + "\"]") == "x.json: is larger than 16 MiB");
}

TEST_CASE("A large object with many keys is read in linear time") {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"key" + std::to_string(i) + "\":0,";
  text.back() = '}';
  const auto json = parse_json(text, "x.json");
  REQUIRE(json.has_value());
  CHECK(json->size() == 200'000);
}

TEST_CASE("What a hostile file says cannot reach the terminal as a control") {
  for (const std::string text : {"{\"\x1b[2J\": 1, \"\x1b[2J\": 2}", "{\"a\": \x1b[2J}", "{\"\\u001b[2J\": 1, \"\\u001b[2J\": 2}"}) {
    const auto problem = first_problem(text);
    CAPTURE(problem);
    CHECK(problem != "none");
    CHECK(problem.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("Files that cannot be read say why") {
  const std::filesystem::path folder = FLOWVET_PROFILES_DIR;
  CHECK(to_text(read_file(folder / "missing.json").error().front()) == (folder / "missing.json").string() + ": no such file");
  CHECK(to_text(read_file(folder).error().front()) == folder.string() + ": this is a folder, not a file");
  CHECK(to_text(read_file(folder / "roles.json", 100).error().front()) == (folder / "roles.json").string() + ": is larger than 0 MiB");
  CHECK(read_file(folder / "roles.json")->size() > 1000);
}

TEST_CASE("Endless input is read up to the limit only" * doctest::skip(!std::filesystem::exists("/dev/zero"))) {
  CHECK(read_file("/dev/zero").error().front().what == "is larger than 16 MiB");
}
