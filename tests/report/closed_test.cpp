// Flows that must be closed: how they are closed is counted and said, and never mixed with flows that work.
#include "flowvet/report/closed.hpp"

#include "flowvet/report/parse.hpp"
#include "report/explain.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace flowvet;
using judge::Outcome;
using judge::Verdict;
using report::ClosedBy;

namespace {

report::CheckReport check_of(std::string host, Outcome outcome, Verdict verdict, site::Expect expect = site::Expect::closed) {
  report::CheckReport check;
  check.host = check.address = std::move(host);
  check.port = 1433;
  check.verdict.outcome = outcome;
  check.verdict.verdict = verdict;
  check.verdict.expect = expect;
  return check;
}

report::FlowReport flow_of(std::string id, Verdict verdict, std::vector<report::CheckReport> checks) {
  report::FlowReport flow;
  flow.flow.id = FlowId{std::move(id)};
  flow.flow.weight = plan::Weight::required;
  flow.verdict = verdict;
  flow.checks = std::move(checks);
  return flow;
}

report::Report segmented() {
  report::Report report;
  report.flows.push_back(
      flow_of("a.closed", Verdict::pass,
              {check_of("10.0.0.1", Outcome::refused, Verdict::pass), check_of("10.0.0.2", Outcome::silent, Verdict::pass),
               check_of("10.0.0.3", Outcome::rejected, Verdict::pass)}));
  report.flows.push_back(
      flow_of("b.open", Verdict::fail,
              {check_of("10.0.0.4", Outcome::answered, Verdict::fail), check_of("10.0.0.5", Outcome::silent, Verdict::pass),
               check_of("10.0.0.6", Outcome::unroutable, Verdict::unknown)}));
  report.flows.push_back(flow_of("c.works", Verdict::pass, {check_of("10.0.0.7", Outcome::answered, Verdict::pass, site::Expect::serve)}));
  return report;
}

std::string written(std::string_view format) {
  std::ostringstream out;
  report::find_format(format)->write(segmented(), out, {});
  return out.str();
}

std::size_t position(const std::string& text, std::string_view part) {
  const auto found = text.find(part);
  REQUIRE_MESSAGE(found != std::string::npos, part);
  return found;
}

}  // namespace

TEST_CASE("what closes a flow is known for checks that pass as closed, and for no others") {
  CHECK(report::closed_by(check_of("h", Outcome::refused, Verdict::pass)) == ClosedBy::refused);
  CHECK(report::closed_by(check_of("h", Outcome::rejected, Verdict::pass)) == ClosedBy::rejected);
  CHECK(report::closed_by(check_of("h", Outcome::silent, Verdict::pass)) == ClosedBy::silent);
  CHECK_FALSE(report::closed_by(check_of("h", Outcome::silent, Verdict::unknown)));
  CHECK_FALSE(report::closed_by(check_of("h", Outcome::answered, Verdict::fail)));
  CHECK_FALSE(report::closed_by(check_of("h", Outcome::refused, Verdict::pass, site::Expect::path)));
}

TEST_CASE("a tunnel that the proxy denies is a rejection") {
  auto check = check_of("cloud.example", Outcome::rejected, Verdict::pass);
  check.via = "proxy01:3128";
  CHECK(report::closed_by(check) == ClosedBy::rejected);
}

TEST_CASE("the summary counts each check of what must be closed once") {
  const auto closed = report::count_closed(segmented());
  CHECK(closed.refused == 1);
  CHECK(closed.rejected == 1);
  CHECK(closed.silent == 2);
  CHECK(closed.open == 1);
  CHECK(closed.unknown == 1);
  CHECK(position(written("json"), R"("closed":{"refused":1,"rejected":1,"silent":2,"open":1,"unknown":1})") > 0);
}

TEST_CASE("the text report separates refused, rejected and silent, and keeps them apart from what works") {
  const auto text = written("text");
  const auto section = position(text, "Closed, as they must be");
  CHECK(position(text, "c.works") < section);
  const auto refused = position(text, "  refused: Turned away");
  const auto rejected = position(text, "  rejected: Something");
  const auto silent = position(text, "  silent: Nothing comes back");
  CHECK(section < refused);
  CHECK(refused < position(text, "TCP 1433 to 10.0.0.1"));
  CHECK(position(text, "TCP 1433 to 10.0.0.1") < rejected);
  CHECK(rejected < position(text, "TCP 1433 to 10.0.0.3"));
  CHECK(position(text, "TCP 1433 to 10.0.0.3") < silent);
  CHECK(silent < position(text, "TCP 1433 to 10.0.0.2"));
}

TEST_CASE("a flow that is open at one host and closed at another does not work there, it is closed") {
  const auto text = written("text");
  CHECK(position(text, "    closed  TCP 1433 to 10.0.0.5: silent") < position(text, "Closed, as they must be"));
  CHECK(text.find("works  TCP 1433 to 10.0.0.5") == std::string::npos);
}

TEST_CASE("the explanation says what closes the flow and what that is worth") {
  const auto text = report::explain_check(check_of("10.0.0.1", Outcome::refused, Verdict::pass), 200);
  CHECK(position(text, "  closed     refused: Turned away in the host's own name. No filter is needed for that") > 0);
  CHECK(report::explain_check(check_of("10.0.0.1", Outcome::answered, Verdict::fail), 200).find("  closed ") == std::string::npos);
}
