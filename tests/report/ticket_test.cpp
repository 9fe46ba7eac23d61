// Tickets: who is asked for what, in every form, and that nothing a peer sent can break one.
#include "flowvet/report/ticket.hpp"
#include "report/sample_report.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace flowvet;
using namespace flowvet::report;

namespace {

std::string written(const Report& report, std::string_view name) {
  const auto format = std::ranges::find(ticket_formats(), name, &TicketFormat::name);
  REQUIRE(format != ticket_formats().end());
  std::ostringstream out;
  format->write(report, make_ticket(report), out);
  return std::move(out).str();
}

/// A report of one flow whose checks all have this verdict and cause.
Report report_of(std::vector<std::uint16_t> ports, judge::Verdict verdict, judge::Cause cause) {
  Report report;
  report.run.host = "vda01";
  FlowReport flow;
  flow.flow.id = FlowId{"a.b.c.d"};
  flow.verdict = verdict;
  flow.cause = cause;
  for (const auto port : ports) {
    CheckReport check;
    check.host = check.address = "10.1.2.3";
    check.source = "10.1.9.4";
    check.port = port;
    check.verdict.verdict = verdict;
    check.verdict.cause = cause;
    check.verdict.outcome = judge::Outcome::silent;
    flow.checks.push_back(check);
  }
  report.flows.push_back(flow);
  return report;
}

}  // namespace

TEST_CASE("each form of a ticket is the golden one") {
  const auto report = test::sample_report();
  for (const auto& [format, file] : {std::pair{"text", "ticket.txt"}, {"markdown", "ticket.md"}, {"csv", "ticket.csv"}}) {
    const auto text = written(report, format);
    CHECK(text == test::golden(file, text));
  }
}

TEST_CASE("ports of one destination that fail alike are one request") {
  const auto ticket = make_ticket(report_of({443, 80, 8080, 8081}, judge::Verdict::fail, judge::Cause::dropped));
  REQUIRE(ticket.size() == 1);
  CHECK(ticket[0].ports == "80, 443, 8080-8081");
  CHECK(ticket[0].source == "10.1.9.4");
}

TEST_CASE("every cause has somebody who can mend it, and only the network team is asked to open ports") {
  for (const auto& cause : word_table<judge::Cause>) {
    const auto ticket = make_ticket(report_of({80}, judge::Verdict::fail, cause.value));
    REQUIRE(ticket.size() == 1);
    const auto text = written(report_of({80}, judge::Verdict::fail, cause.value), "text");
    CHECK((text.find("  allow  ") != std::string::npos) == (ticket[0].addressee == Addressee::network));
  }
}

TEST_CASE("what is open although it must be closed is to be blocked") {
  auto report = report_of({1433}, judge::Verdict::fail, judge::Cause::none);
  report.flows[0].checks[0].verdict.expect = site::Expect::closed;
  CHECK(written(report, "text").find("  block  10.1.9.4 -> 10.1.2.3  TCP 1433") != std::string::npos);
}

TEST_CASE("nothing is asked for what passes or is unknown") {
  for (const auto verdict : {judge::Verdict::pass, judge::Verdict::unknown}) {
    const auto report = report_of({80}, verdict, judge::Cause::undetermined);
    CHECK(make_ticket(report).empty());
    CHECK(written(report, "text").find("Nothing to ask for") != std::string::npos);
  }
}

TEST_CASE("a host name cannot break a table or run a formula") {
  auto report = report_of({80}, judge::Verdict::fail, judge::Cause::dropped);
  report.flows[0].checks[0].host = "=cmd|'/c calc'!A1\r\n| x |\x1b[2J";
  const auto csv = written(report, "csv");
  CHECK(std::ranges::count(csv, '\n') == 2);
  CHECK(csv.find(",\"=") == std::string::npos);
  CHECK(csv.find('\x1b') == std::string::npos);
  const auto markdown = written(report, "markdown");
  CHECK(markdown.find("| x |") == std::string::npos);
}
