// The text report of a service asked for by hand: the verdict first, then everything about every check.
#include "report/by_hand.hpp"
#include "report/explain.hpp"
#include "report/sample_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace flowvet;
using namespace flowvet::report;

namespace {

std::string written(const Report& report, bool colour = false) {
  std::ostringstream text;
  WriteOptions options;
  options.colour = colour;
  write_by_hand(report, text, options);
  return std::move(text).str();
}

}  // namespace

TEST_CASE("each flow begins with its verdict, certainty and cause, and every check is explained") {
  const auto report = test::sample_report();
  const auto text = written(report);
  CHECK(text.starts_with("DEGRADED  cvad.vda.delivery-controller.registration, certainty proven, cause dropped. The VDA registers"));
  CHECK(text.find("\nFAIL      cvad.workspace-app.vda.ica, certainty none, cause wrong-service. The session's own protocol.\n") !=
        std::string::npos);
  for (const auto& flow : report.flows)
    for (const auto& check : flow.checks) CHECK(text.find(explain_check(check, WriteOptions{}.columns)) != std::string::npos);
}

TEST_CASE("no byte of a peer reaches the terminal as a control") {
  const auto text = written(test::sample_report());
  CHECK(std::ranges::none_of(text, [](unsigned char letter) { return (letter < 0x20 && letter != '\n') || letter == 0x7f; }));
  CHECK(written(test::sample_report(), true).starts_with("\x1b[33mDEGRADED"));
}
