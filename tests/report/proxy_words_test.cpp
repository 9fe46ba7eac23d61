// Words for checks through a proxy: which hop, and which of two ways.
#include "report/proxy_words.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/sample_report.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::report;
using judge::Outcome;
using judge::Verdict;
using probe::ErrorKind;
using probe::Stage;

namespace {

CheckReport straight(Outcome outcome, Verdict verdict, std::string host = "cloud.example") {
  CheckReport check;
  check.host = std::move(host);
  check.port = 443;
  check.verdict.outcome = outcome;
  check.verdict.verdict = verdict;
  return check;
}

CheckReport proxied(Outcome outcome, Verdict verdict, probe::Attempt attempt, std::string host = "cloud.example") {
  auto check = straight(outcome, verdict, std::move(host));
  check.via = "proxy01:3128";
  check.attempts = {std::move(attempt)};
  check.deciding = 0;
  return check;
}

probe::Attempt said_by_proxy(int status, std::string detail) {
  auto attempt = test::failed_with(ErrorKind::none, Stage::proxy);
  attempt.proxy_status = status;
  attempt.detail = std::move(detail);
  return attempt;
}

probe::Attempt in_tunnel(probe::Attempt attempt) {
  attempt.proxy_status = 200;
  return attempt;
}

std::string ways(std::vector<CheckReport> checks) {
  FlowReport flow;
  flow.checks = std::move(checks);
  return ways_in_words(flow);
}

const auto works_proxied = proxied(Outcome::answered, Verdict::pass, in_tunnel(test::valid_reply()));
const auto denied = proxied(Outcome::rejected, Verdict::fail, said_by_proxy(403, "HTTP 403: the proxy refuses the tunnel"));

}  // namespace

TEST_CASE("what was seen says at which hop") {
  using enum Outcome;
  const auto fail = Verdict::fail;
  CHECK(check_in_words(proxied(refused, fail, test::reset_by_nobody_named())) ==
        "the proxy was not reached: refused (TCP reset) in 1 attempt");
  CHECK(check_in_words(proxied(silent, fail, test::silence())) == "the proxy was not reached: silent in 1 attempt");
  CHECK(check_in_words(proxied(mute, fail, test::failed_with(ErrorKind::timed_out, Stage::proxy))) ==
        "connected to the proxy, which did not answer CONNECT");
  CHECK(check_in_words(denied) == "HTTP 403: the proxy refuses the tunnel");
  CHECK(check_in_words(proxied(mute, fail, in_tunnel(test::no_reply_after_connect()))) ==
        "the proxy opened a tunnel; in it: connected, but the service did not answer in 1 attempt");
  CHECK(check_in_words(proxied(accepted, Verdict::pass, in_tunnel(test::handshake_done()))) ==
        "the proxy says that it connected; what stands behind it is not proven");
  CHECK(check_in_words(works_proxied) == "answered as documented");
  auto unresolved_proxy = straight(unresolved, fail);
  unresolved_proxy.via = "proxy01:3128";
  CHECK(check_in_words(unresolved_proxy) == "the proxy was not reached: the name has no address");
}

TEST_CASE("an attempt that ended at the proxy says so") {
  CHECK(attempt_in_words(said_by_proxy(403, "HTTP 403: no"), catalog::Transport::tcp) ==
        "connected to the proxy, which opened no tunnel: HTTP 403: no");
  CHECK(attempt_in_words(test::failed_with(ErrorKind::closed, Stage::proxy), catalog::Transport::tcp) ==
        "the peer closed the connection early after asking the proxy for a tunnel");
}

TEST_CASE("a host behind a proxy is labelled with both, and with the proxy's address where that is not its name") {
  auto check = works_proxied;
  check.address = "10.1.2.9";
  CHECK(host_label(check) == "cloud.example through proxy01:3128 (10.1.2.9)");
  check.via = "10.1.2.9:3128";
  CHECK(host_label(check) == "cloud.example through 10.1.2.9:3128");
  check.via = "[2001:db8::1]:3128";
  check.address = "2001:db8::1";
  CHECK(host_label(check) == "cloud.example through [2001:db8::1]:3128");
  check.via = "proxy01\x1b[2J:3128";
  CHECK(host_label(check).find('\x1b') == std::string::npos);
}

TEST_CASE("the ways of a flow are told with what follows from them") {
  const auto works = straight(Outcome::answered, Verdict::pass);
  const auto silent = straight(Outcome::silent, Verdict::fail);
  CHECK(ways({works}).empty());
  CHECK(ways({works, works_proxied}) == "direct: pass; through proxy01:3128: pass.");
  CHECK(ways({silent, works_proxied}) ==
        "direct: fail (silent); through proxy01:3128: pass. It works only through the proxy: the component "
        "that uses it must be configured to do so.");
  CHECK(ways({works, denied}) ==
        "direct: pass; through proxy01:3128: fail (HTTP 403). The site names a proxy for this flow, and that way is "
        "not shown to work.");
  CHECK(ways({silent, denied}) == "direct: fail (silent); through proxy01:3128: fail (HTTP 403).");
}

TEST_CASE("what cannot go through the proxy is no part of the ways, and several hosts are counted") {
  auto udp = straight(Outcome::silent, Verdict::fail);
  udp.transport = catalog::Transport::udp;
  const auto works = straight(Outcome::answered, Verdict::pass);
  CHECK(ways({works, works_proxied, udp}) == "direct: pass; through proxy01:3128: pass.");
  auto elsewhere = works_proxied;
  elsewhere.host = "other.example";
  CHECK(ways({works, straight(Outcome::silent, Verdict::fail, "other.example"), works_proxied, elsewhere}) ==
        "direct: 1 of 2 work, else fail (silent); through proxy01:3128: pass.");
}

TEST_CASE("where a proxy stopped a flow its next step is about the proxy, and both hops have their cause") {
  const auto report = test::sample_report();
  const auto& telemetry = report.flows.at(9);
  REQUIRE(telemetry.checks.size() == 2);
  CHECK(telemetry.verdict == Verdict::degraded);
  CHECK(telemetry.next_step == std::string(judge::next_step(judge::ProxyFault::denied)));
  CHECK(cause_in_words(telemetry.checks[1]) == judge::sentence(judge::ProxyFault::denied));
  const auto& wem = report.flows.at(8);
  CHECK(wem.verdict == Verdict::pass);
  CHECK(wem.next_step.empty());
  CHECK(wem.checks[0].verdict.cause == judge::Cause::proxy_needed);
  CHECK(wem.checks[0].next_step == std::string(judge::next_step(judge::Cause::proxy_needed)));
}
