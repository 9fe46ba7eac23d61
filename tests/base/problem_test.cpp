// How a problem reads on stderr.
#include "flowvet/base/problem.hpp"

#include <doctest/doctest.h>

using namespace flowvet;

TEST_CASE("A problem reads as place, fact and hint") {
  CHECK(to_text(Problem{"unknown role \"ddcc\"", "site.json#/endpoints/ddcc", "did you mean \"ddc\"?"}) ==
        "site.json#/endpoints/ddcc: unknown role \"ddcc\" (did you mean \"ddc\"?)");
}

TEST_CASE("What a problem does not have leaves no trace in its text") {
  CHECK(to_text(Problem{"the file is empty", "", ""}) == "the file is empty");
  CHECK(to_text(Problem{"the file is empty", "site.json", ""}) == "site.json: the file is empty");
  CHECK(to_text(Problem{"the file is empty", "", "write at least {}"}) == "the file is empty (write at least {})");
}

TEST_CASE("Asking a failed result for its value is a bug and throws the first problem") {
  const Result<int> failed = Problems{{"first", "here", ""}, {"second", "", ""}};
  CHECK_THROWS_WITH_AS(failed.value(), "here: first", std::logic_error);
}
