// Strict reading: whatever is not as expected becomes a problem at its place, and reading goes on.
#include "base/json_node.hpp"

#include "flowvet/catalog/catalog.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace flowvet;

namespace {

/// A document and what reading it finds wrong.
struct Reading {
  explicit Reading(std::string_view text) : json(parse_json(text, name).value()), root(json, name, problems) {}

  std::vector<std::string> texts() {
    std::vector<std::string> lines;
    for (const auto& problem : problems.take()) lines.push_back(to_text(problem));
    return lines;
  }

  std::string name = "x.json";
  Json json;
  ProblemList problems;
  JsonNode root;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("An object with exactly the known keys gives no problem") {
  Reading reading(R"({"id": "vda", "aliases": ["VDA", "Agent"], "match": "any"})");
  const JsonObject object(reading.root, {"id", "aliases", "match", "doubt"});
  CHECK(object.text("id") == "vda");
  CHECK(object.texts("aliases") == Lines{"VDA", "Agent"});
  CHECK(object.word<catalog::Match>("match") == catalog::Match::any);
  CHECK_FALSE(object.find("doubt"));
  CHECK(reading.texts().empty());
}

TEST_CASE("An unknown key is reported with the nearest known one, a missing key with its name") {
  Reading reading(R"({"ids": "vda"})");
  const JsonObject object(reading.root, {"id", "aliases"});
  CHECK(object.text("id").empty());
  CHECK(reading.texts() == Lines{"x.json#/ids: unknown key \"ids\" (did you mean \"id\"?)", "x.json: the key \"id\" is missing"});
}

TEST_CASE("A wrong type names what was expected and what is there") {
  Reading reading(R"({"a": 1, "b": "x", "c": {}, "d": [true], "e": null, "f": false})");
  for (const auto& [key, node] : reading.root.members()) {
    if (key == "a" || key == "c" || key == "e") CHECK(node.text().empty());
    if (key == "b") CHECK(node.items().empty());
    if (key == "d") CHECK(node.members().empty());
    if (key == "f") CHECK_FALSE(node.whole(1, 2));
  }
  CHECK(reading.texts() == Lines{"x.json#/a: expected text, found a number", "x.json#/b: expected an array, found text",
                                 "x.json#/c: expected text, found an object", "x.json#/d: expected an object, found an array",
                                 "x.json#/e: expected text, found null", "x.json#/f: expected a whole number from 1 to 2, found false"});
}

TEST_CASE("Numbers must be whole and within their range") {
  Reading reading("[1, 100, 0, 101, 1.5, -1, 1e3, 18446744073709551615]");
  std::vector<std::optional<int>> numbers;
  for (const auto& node : reading.root.items()) numbers.push_back(node.whole(1, 100));
  CHECK(numbers[0] == 1);
  CHECK(numbers[1] == 100);
  CHECK(std::count(numbers.begin(), numbers.end(), std::nullopt) == 6);
  CHECK(reading.texts().at(2) == "x.json#/4: expected a whole number from 1 to 100, found 1.5");
}

TEST_CASE("An unknown word is reported with the nearest known one") {
  Reading reading(R"(["alll", "tcp", "", 1])");
  for (const auto& node : reading.root.items()) CHECK_FALSE(node.word<catalog::Match>());
  CHECK(reading.texts() == Lines{"x.json#/0: unknown word \"alll\" (did you mean \"all\"?)",
                                 "x.json#/1: unknown word \"tcp\" (known: all, any)", "x.json#/2: this text is empty",
                                 "x.json#/3: expected text, found a number"});
}

TEST_CASE("One value may stand for a list of one") {
  Reading reading(R"(["a", ["b", "c"]])");
  CHECK(reading.root.items()[0].one_or_more().size() == 1);
  CHECK(reading.root.items()[1].one_or_more()[1].text() == "c");
  CHECK(reading.root.items()[1].one_or_more()[1].place() == "x.json#/1/1");
}

TEST_CASE("Of very many problems the first two hundred are kept and the rest is counted") {
  ProblemList problems;
  for (int i = 0; i < 1000; ++i) problems.add("", "problem " + std::to_string(i));
  const auto taken = problems.take();
  REQUIRE(taken.size() == 201);
  CHECK(taken[199].what == "problem 199");
  CHECK(taken[200].what == "800 more problems are not shown");
}
