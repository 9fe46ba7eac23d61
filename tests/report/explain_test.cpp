// The explanation of one flow: evidence, what it shows and what it does not.
#include "report/explain.hpp"
#include "report/sample_report.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace flowvet;
using namespace flowvet::report;

namespace {

constexpr std::size_t columns = 100;

std::string explained(std::string_view id) {
  const auto report = test::sample_report();
  const auto flow = std::ranges::find(report.flows, id, [](const FlowReport& one) { return std::string_view{one.flow.id.text}; });
  REQUIRE(flow != report.flows.end());
  return explain_flow(*flow, columns);
}

bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every attempt is told with its times") {
  const auto text = explained("cvad.vda.delivery-controller.registration");
  CHECK(says(text, "attempt 1  no answer within the time allowed while connecting"));
  CHECK(says(text, "attempt 3"));
  CHECK(says(text, "took 1000.0 ms"));
}

TEST_CASE("an ICMP error is told with its sender and its meaning") {
  CHECK(says(explained("ups.vda.universal-print-server.web-service"), "ICMP 3/13 from 10.0.9.9"));
}

TEST_CASE("a connection alone is not told as a proof of the service") {
  const auto text = explained("gateway-service.vda.gateway-service.https");
  CHECK(says(text, "certainty connection"));
  CHECK(says(text, "not shown  That it is the documented service"));
}

TEST_CASE("the whole explanation is the golden one and free of control bytes") {
  std::string text;
  const auto report = test::sample_report();
  for (const auto& flow : report.flows) text += explain_flow(flow, columns) + "\n";
  for (const auto& flow : report.skipped) text += explain_skipped(flow, columns) + "\n";
  CHECK(text == test::golden("explain.txt", text));
  CHECK(std::ranges::none_of(text, [](unsigned char letter) { return (letter < 0x20 && letter != '\n') || letter == 0x7f; }));
}
