// Each way in which this host keeps a check from happening has a next step of its own.
#include "report/local_steps.hpp"

#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::report;
using probe::ErrorKind;

namespace {

CheckReport check_of(probe::Attempt attempt, judge::Outcome outcome, judge::Cause cause) {
  CheckReport check;
  check.attempts = {std::move(attempt)};
  check.deciding = 0;
  check.verdict.outcome = outcome;
  check.verdict.cause = cause;
  return check;
}

std::string_view step_for(ErrorKind error, judge::Outcome outcome = judge::Outcome::local) {
  return local_next_step(check_of(test::failed_with(error), outcome, judge::Cause::none));
}

}  // namespace

TEST_CASE("The next step names what on this host has to change") {
  CHECK(step_for(ErrorKind::not_permitted).find("own firewall") != std::string_view::npos);
  CHECK(step_for(ErrorKind::net_unreachable, judge::Outcome::unroutable).find("default gateway") != std::string_view::npos);
  CHECK(step_for(ErrorKind::no_own_address, judge::Outcome::unroutable).find("address of this family") != std::string_view::npos);
  CHECK(step_for(ErrorKind::no_source_port).find("ip_local_port_range") != std::string_view::npos);
  CHECK(step_for(ErrorKind::no_descriptors).find("ulimit") != std::string_view::npos);
  CHECK(step_for(ErrorKind::no_source_address).find("--source") != std::string_view::npos);
}

TEST_CASE("What others say about the way there is not this host's to mend") {
  auto by_router = test::icmp_error(Family::v4, 3, 0, test::router_address());
  by_router.error.kind = ErrorKind::net_unreachable;
  CHECK(local_next_step(check_of(by_router, judge::Outcome::unroutable, judge::Cause::no_route)).empty());
  CHECK(step_for(ErrorKind::refused, judge::Outcome::refused).empty());
  CHECK(local_next_step(CheckReport{}).empty());
}

TEST_CASE("A reject of this host's own firewall names the firewall") {
  const auto own = test::icmp_error(Family::v4, 3, 13, test::address("10.0.0.7"), true);
  CHECK_FALSE(local_next_step(check_of(own, judge::Outcome::local, judge::Cause::local_firewall)).empty());
}
