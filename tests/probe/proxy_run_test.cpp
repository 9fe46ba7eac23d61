// Attempts through a proxy on loopback: what the sockets see of good, refusing and hostile proxies.
#include "flowvet/probe/run.hpp"
#include "support/loopback.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace flowvet;
using namespace flowvet::probe;
using namespace std::chrono_literals;
using catalog::Transport;
using test::TcpPeer;

namespace {

const std::string established = "HTTP/1.1 200 Connection established\r\n\r\n";
const std::string ica_banner(
    "\x7f\x7f"
    "ICA\0",
    6);

/// To a name that only a proxy could know.
plan::Probe probe_through(std::uint16_t proxy_port, std::string service, std::string proxy_host = "127.0.0.1") {
  auto probe = test::probe_of(Transport::tcp, 1494, std::move(service));
  probe.host = "vda.inside.invalid";
  probe.proxy = Proxy{std::move(proxy_host), proxy_port};
  return probe;
}

Observation observe(plan::Probe probe) {
  RunOptions only_v4;
  only_v4.use_v6 = false;
  const Observations slots = run(test::plan_of({std::move(probe)}), only_v4, {});
  REQUIRE(slots.at(0));
  REQUIRE(slots[0]->observations.size() == 1);
  REQUIRE_FALSE(slots[0]->observations[0].attempts.empty());
  return slots[0]->observations[0];
}

Attempt attempt_at(const TcpPeer& peer, std::string service = "ica") {
  return observe(probe_through(peer.port(), std::move(service))).attempts.back();
}

/// A peer that closes before it has read our request resets the connection.
bool is_end(ErrorKind kind) {
  return kind == ErrorKind::closed || kind == ErrorKind::reset;
}

}  // namespace

TEST_CASE("a service behind a proxy is answered although its name has no address here") {
  const TcpPeer proxy(established + ica_banner, TcpPeer::Then::hold);
  const auto observation = observe(probe_through(proxy.port(), "ica"));
  CHECK(observation.address == parse_address("127.0.0.1"));
  const auto& attempt = observation.attempts.back();
  CHECK(attempt.reply == Reply::valid);
  CHECK(attempt.stage == Stage::done);
  CHECK(attempt.proxy_status == 200);
  CHECK(observation.facts.at(0) == Fact{"proxy.status", "200"});
}

TEST_CASE("the proxy's own name is looked up") {
  const TcpPeer proxy(established + ica_banner, TcpPeer::Then::hold);
  CHECK(observe(probe_through(proxy.port(), "ica", "localhost")).attempts.back().reply == Reply::valid);
  const Observations slots = run(test::plan_of({probe_through(proxy.port(), "ica", "no-such-proxy.invalid")}), {}, {});
  REQUIRE(slots.at(0));
  CHECK(slots[0]->observations.empty());
  CHECK(slots[0]->resolution.error.kind != ErrorKind::none);
}

TEST_CASE("without a known request an open tunnel is all that is to be had") {
  const TcpPeer proxy(established, TcpPeer::Then::hold);
  const auto attempt = attempt_at(proxy, "");
  CHECK(attempt.stage == Stage::done);
  CHECK(attempt.error.kind == ErrorKind::none);
  CHECK(attempt.proxy_status == 200);

  const TcpPeer refusing("HTTP/1.1 403 Forbidden\r\n\r\n", TcpPeer::Then::hold);
  CHECK(attempt_at(refusing, "").stage == Stage::proxy);
}

TEST_CASE("a tunnel to nothing is the tunnel's success and the service's silence") {
  const TcpPeer silent(established, TcpPeer::Then::hold);
  const auto attempt = attempt_at(silent);
  CHECK(attempt.stage == Stage::dialogue);
  CHECK(attempt.error.kind == ErrorKind::timed_out);
  CHECK(attempt.proxy_status == 200);
  CHECK_FALSE(attempt.peer_sent_bytes);  // the proxy's answer is not the service's

  const TcpPeer closing(established, TcpPeer::Then::close);
  CHECK(is_end(attempt_at(closing).error.kind));
}

TEST_CASE("a proxy that refuses leaves its status and no reply of the service") {
  for (const int status : {302, 403, 407, 502, 503, 504}) {
    const TcpPeer proxy("HTTP/1.1 " + std::to_string(status) + " No\r\nVia: 1.1 proxy\r\n\r\n" + ica_banner, TcpPeer::Then::hold);
    const auto attempt = attempt_at(proxy);
    CHECK(attempt.stage == Stage::proxy);
    CHECK(attempt.proxy_status == status);
    CHECK(attempt.reply == Reply::none);
    CHECK_FALSE(attempt.detail.empty());
  }
}

TEST_CASE("what is no proxy is a mismatch at the proxy, however much it sends") {
  const TcpPeer ssh("SSH-2.0-OpenSSH_9.2\r\n", TcpPeer::Then::hold);
  const TcpPeer flood(std::string(65536, 'x'), TcpPeer::Then::flood);
  const TcpPeer endless_header("HTTP/1.1 200 OK\r\n" + std::string("X-Header: again\r\n"), TcpPeer::Then::flood);
  for (const TcpPeer* peer : {&ssh, &flood, &endless_header}) {
    const auto attempt = attempt_at(*peer);
    CHECK(attempt.stage == Stage::proxy);
    CHECK(attempt.reply == Reply::mismatched);
    CHECK(attempt.proxy_status == 0);
  }
}

TEST_CASE("a proxy that closes or resets in the middle of its answer is mute") {
  const TcpPeer closing("HTTP/1.1 200 Conn", TcpPeer::Then::close);
  const auto attempt = attempt_at(closing);
  CHECK(attempt.stage == Stage::proxy);
  CHECK(attempt.reply == Reply::none);
  CHECK(attempt.proxy_status == 0);
  CHECK(is_end(attempt.error.kind));
}

TEST_CASE("garbage after the proxy's answer proves no service, not even under TLS") {
  const TcpPeer garbage(established + "this is no TLS record at all\r\n", TcpPeer::Then::hold);
  for (const char* service : {"ica", "tls", "ldaps"}) {
    CAPTURE(service);
    const auto attempt = attempt_at(garbage, service);
    CHECK(attempt.reply == Reply::mismatched);
    CHECK(attempt.stage > Stage::proxy);
  }
}

TEST_CASE("a proxy that is not there fails like any host") {
  const auto refused = observe(probe_through(test::closed_port(Transport::tcp), "ica")).attempts.back();
  CHECK(refused.error.kind == ErrorKind::refused);
  CHECK(refused.stage == Stage::connect);
  const test::FullListener dropping;
  const auto observation = observe(probe_through(dropping.port(), "ica"));
  CHECK(observation.attempts.size() == 2);
  CHECK(observation.attempts.back().stage == Stage::connect);
}

TEST_CASE("a service that wants another connection does not get one to the proxy instead") {
  const TcpPeer proxy(established, TcpPeer::Then::close);  // SQL Server hangs up so when it wants TLS first
  const auto attempt = attempt_at(proxy, "tds");
  CHECK(is_end(attempt.error.kind));
  CHECK(attempt.reply == Reply::none);
  CHECK(proxy.accepted() == 1);
}

TEST_CASE("two services behind one proxy are two, also where each gets one connection a run") {
  const TcpPeer proxy(established + "SSH-2.0-OpenSSH_9.2\r\n", TcpPeer::Then::hold);
  std::vector<plan::Probe> probes(2, probe_through(proxy.port(), "ssh"));
  for (auto& probe : probes) probe.once = true;
  probes[1].host = "other.inside.invalid";
  for (const auto& slot : run(test::plan_of(probes), {}, {})) {
    REQUIRE(slot);
    REQUIRE_FALSE(slot->observations.empty());
    CHECK(slot->observations[0].attempts.at(0).reply == Reply::valid);
  }
  CHECK(proxy.accepted() == 2);
}
