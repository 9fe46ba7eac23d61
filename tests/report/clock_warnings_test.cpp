// Clocks that Kerberos refuses, and those that it does not.
#include "report/clock_warnings.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::report;

namespace {

CheckReport check_of(std::string host, std::string offset_ms, std::string precision_ms = "20") {
  CheckReport check;
  check.host = std::move(host);
  check.facts = {{"clock.offset_ms", std::move(offset_ms)}, {"clock.precision_ms", std::move(precision_ms)}};
  return check;
}

std::vector<std::string> warnings_of(std::vector<CheckReport> checks) {
  Report report;
  report.flows.emplace_back();
  report.flows[0].checks = std::move(checks);
  return clock_warnings(report);
}

constexpr const char* consequence =
    " this host's. Kerberos refuses more than 5 minutes: where these two sign in to each other nothing works, VDA registration included.";

}  // namespace

TEST_CASE("a clock more than five minutes away is worth one sentence a host, with its direction") {
  CHECK(warnings_of({check_of("dc01", "372000"), check_of("dc01", "372500"), check_of("dc02", "-372000"), check_of("dc03", "11100000"),
                     check_of("dc04", "-864000000")}) ==
        std::vector<std::string>{"The clock of dc01 is 6 min 12 s behind" + std::string(consequence),
                                 "The clock of dc02 is 6 min 12 s ahead of" + std::string(consequence),
                                 "The clock of dc03 is 3 h 5 min behind" + std::string(consequence),
                                 "The clock of dc04 is 10 days ahead of" + std::string(consequence)});
}

TEST_CASE("what may still be within five minutes, or is no number, is no warning") {
  CHECK(warnings_of({check_of("dc01", "300000"), check_of("dc02", "-301000", "1500"), check_of("dc03", "soon"), check_of("dc04", ""),
                     check_of("dc05", "99999999999999999999")})
            .empty());
}
