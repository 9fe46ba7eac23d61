// The engine against real sockets on loopback: what it observes, and that it always ends.
#include "flowvet/probe/run.hpp"
#include "support/loopback.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

using namespace flowvet;
using namespace flowvet::probe;
using namespace std::chrono_literals;
using catalog::Transport;
using test::TcpPeer;

namespace {

const std::string ica_banner("\x7f\x7f" "ICA\0", 6);

/// Runs a plan of one probe with one address and returns what was observed.
Observation observe(plan::Probe probe) {
  const Observations slots = run(test::plan_of({std::move(probe)}), {}, {});
  REQUIRE(slots.size() == 1);
  REQUIRE(slots[0]);
  REQUIRE(slots[0]->observations.size() == 1);
  return slots[0]->observations[0];
}

const Attempt& last(const Observation& observation) {
  REQUIRE_FALSE(observation.attempts.empty());
  return observation.attempts.back();
}

}  // namespace

TEST_CASE("a service that sends its banner is answered") {
  const TcpPeer peer(ica_banner, TcpPeer::Then::hold);
  const auto observation = observe(test::probe_of(Transport::tcp, peer.port(), "ica"));
  CHECK(last(observation).reply == Reply::valid);
  CHECK(last(observation).stage == Stage::done);
  CHECK(observation.attempts.size() == 1);
  CHECK(observation.source == parse_address("127.0.0.1"));
  CHECK_FALSE(observation.cut);
}

TEST_CASE("another service's banner is a mismatch") {
  const TcpPeer peer("SSH-2.0-OpenSSH_9.2\r\n", TcpPeer::Then::hold);
  CHECK(last(observe(test::probe_of(Transport::tcp, peer.port(), "ica"))).reply == Reply::mismatched);
}

TEST_CASE("a peer that accepts and stays silent has connected and no more") {
  const TcpPeer peer("", TcpPeer::Then::hold);
  const Attempt attempt = last(observe(test::probe_of(Transport::tcp, peer.port(), "ica")));
  CHECK(attempt.stage == Stage::dialogue);
  CHECK(attempt.error.kind == ErrorKind::timed_out);
  CHECK(attempt.reply == Reply::none);
  CHECK_FALSE(attempt.peer_sent_bytes);
}

TEST_CASE("a peer that closes or resets before its reply is told apart from a silent one") {
  const TcpPeer closing("", TcpPeer::Then::close);
  CHECK(last(observe(test::probe_of(Transport::tcp, closing.port(), "ica"))).error.kind == ErrorKind::closed);
  const TcpPeer resetting("\x7f", TcpPeer::Then::reset);
  CHECK(last(observe(test::probe_of(Transport::tcp, resetting.port(), "ica"))).reply == Reply::none);
}

TEST_CASE("a peer that sends without end does not hold the run or its memory") {
  const TcpPeer peer(std::string(65536, 'x'), TcpPeer::Then::flood);
  for (const char* service : {"ica", "ssh", "http", "ldap", "dns"}) {
    CAPTURE(service);
    CHECK(last(observe(test::probe_of(Transport::tcp, peer.port(), service))).reply != Reply::valid);
  }
}

TEST_CASE("a closed port is refused, over TCP without and over UDP with an ICMP message of the host") {
  const Attempt tcp = last(observe(test::probe_of(Transport::tcp, test::closed_port(Transport::tcp))));
  CHECK(tcp.error.kind == ErrorKind::refused);
  CHECK_FALSE(tcp.icmp);
  const Attempt udp = last(observe(test::probe_of(Transport::udp, test::closed_port(Transport::udp))));
  CHECK(udp.error.kind == ErrorKind::refused);
  REQUIRE(udp.icmp);
  CHECK(udp.icmp->type == 3);
  CHECK(udp.icmp->code == 3);
  CHECK(udp.icmp->offender == parse_address("127.0.0.1"));
}

TEST_CASE("what never answers is silent in every attempt, over TCP and UDP") {
  const test::FullListener dropping;
  const test::UdpPeer mute([](const std::string&) { return std::string(); });
  for (const auto& probe : {test::probe_of(Transport::tcp, dropping.port()), test::probe_of(Transport::udp, mute.port(), "dns")}) {
    const auto observation = observe(probe);
    REQUIRE(observation.attempts.size() == 2);
    for (const Attempt& attempt : observation.attempts) {
      CHECK(attempt.error.kind == ErrorKind::timed_out);
      CHECK(attempt.stage == Stage::connect);
      CHECK(attempt.took >= 300ms);
    }
  }
}

TEST_CASE("a UDP echo is no DNS server") {
  const test::UdpPeer echo([](const std::string& request) { return request; });
  CHECK(last(observe(test::probe_of(Transport::udp, echo.port(), "dns"))).reply == Reply::mismatched);
}

TEST_CASE("what is said is kept where the probe asks for it, and only there") {
  const TcpPeer peer(ica_banner, TcpPeer::Then::hold);
  auto probe = test::probe_of(Transport::tcp, peer.port(), "ica");
  CHECK(last(observe(probe)).transcript.empty());
  probe.record = true;
  const auto transcript = last(observe(probe)).transcript;
  REQUIRE(transcript.size() == 1);
  CHECK(transcript[0].kind == Message::Kind::received);
  CHECK(std::string(transcript[0].bytes.begin(), transcript[0].bytes.end()) == ica_banner);
}

TEST_CASE("a datagram's refusal is the end of its transcript") {
  auto probe = test::probe_of(Transport::udp, test::closed_port(Transport::udp), "dns");
  probe.record = true;
  const auto attempt = last(observe(probe));
  REQUIRE(attempt.transcript.size() == 2);
  CHECK(attempt.transcript[0].kind == Message::Kind::sent);
  CHECK(attempt.transcript[1].kind == Message::Kind::ended);
  CHECK(attempt.transcript[1].error == ErrorKind::refused);
  CHECK(attempt.icmp);
}

TEST_CASE("a name that has no address is unresolved, with the resolver's words") {
  auto probe = test::probe_of(Transport::tcp, 80);
  probe.host = "no-such-host.invalid";
  const Observations slots = run(test::plan_of({probe}), {}, {});
  REQUIRE(slots[0]);
  CHECK(slots[0]->observations.empty());
  CHECK(slots[0]->resolution.error.kind != ErrorKind::none);
  CHECK_FALSE(slots[0]->resolution.detail.empty());
}

TEST_CASE("a name is probed at its addresses") {
  const TcpPeer peer(ica_banner, TcpPeer::Then::hold);
  auto probe = test::probe_of(Transport::tcp, peer.port(), "ica");
  probe.host = "localhost";
  RunOptions only_v4;
  only_v4.use_v6 = false;
  const Observations slots = run(test::plan_of({probe}), only_v4, {});
  REQUIRE(slots[0]);
  REQUIRE(slots[0]->observations.size() == 1);
  CHECK(last(slots[0]->observations[0]).reply == Reply::valid);
}

TEST_CASE("an interrupt ends a run at once and leaves what is unfinished marked or empty") {
  const test::FullListener dropping;
  const TcpPeer healthy(ica_banner, TcpPeer::Then::hold);
  std::vector<plan::Probe> probes(50, test::probe_of(Transport::tcp, dropping.port()));
  for (auto& probe : probes) probe.timeout = 1h;
  probes[0] = test::probe_of(Transport::tcp, healthy.port(), "ica");
  RunOptions few;
  few.in_flight = 10;
  std::stop_source stop;
  Progress progress;
  const std::jthread interrupt([&] {
    while (progress.probes_done == 0) std::this_thread::yield();
    stop.request_stop();
  });
  const Observations slots = run(test::plan_of(probes), few, stop.get_token(), &progress);
  REQUIRE(slots[0]);
  CHECK_FALSE(slots[0]->observations[0].cut);
  for (std::size_t i = 1; i < slots.size(); ++i)
    if (slots[i]) CHECK(slots[i]->observations[0].cut);
  CHECK_FALSE(slots.back());
}

TEST_CASE("threads share a plan and fill every slot") {
  const TcpPeer peer(ica_banner, TcpPeer::Then::hold);
  std::vector<plan::Probe> probes(40, test::probe_of(Transport::tcp, peer.port(), "ica"));
  RunOptions three;
  three.threads = 3;
  for (const auto& slot : run(test::plan_of(probes), three, {})) {
    REQUIRE(slot);
    CHECK(last(slot->observations[0]).reply == Reply::valid);
  }
}

TEST_CASE("a service that punishes repeated connections gets one, however many checks, names, timeouts and threads there are") {
  const TcpPeer peer("SSH-2.0-OpenSSH_9.9\r\n", TcpPeer::Then::hold);
  const TcpPeer other("SSH-2.0-OpenSSH_9.9\r\n", TcpPeer::Then::hold);
  auto probe = test::probe_of(Transport::tcp, peer.port(), "ssh");
  probe.once = true;
  std::vector<plan::Probe> probes(6, probe);
  probes[1].host = probes[2].host = "localhost";
  probes[2].timeout = 300ms;
  probes[3].attempts = 1;
  probes[4].service.clear();
  probes[5].port = other.port();
  RunOptions options;
  options.use_v6 = false;
  options.threads = 3;
  Progress progress;
  const Observations slots = run(test::plan_of(probes), options, {}, &progress);
  CHECK(peer.accepted() == 1);
  CHECK(other.accepted() == 1);
  CHECK(progress.probes_done == probes.size());
  for (const auto& slot : slots) {
    REQUIRE(slot);
    REQUIRE(slot->observations.size() == 1);
    CHECK_FALSE(slot->observations[0].cut);
    CHECK(last(slot->observations[0]).stage == Stage::done);
  }
  CHECK(last(slots[2]->observations[0]).reply == Reply::valid);
}

TEST_CASE("in a gentle run the next probe to a host waits for the last one to end") {
  const TcpPeer banner(ica_banner, TcpPeer::Then::hold);
  const TcpPeer silent("", TcpPeer::Then::hold);
  auto quick = test::probe_of(Transport::tcp, banner.port(), "ica");
  auto slow = test::probe_of(Transport::tcp, silent.port(), "ica");
  slow.patience = 100ms;
  RunOptions options;
  options.one_at_a_time = true;
  options.threads = 4;
  const Observations slots = run(test::plan_of({slow, quick, slow, quick}), options, {});
  std::vector<std::pair<std::chrono::microseconds, std::chrono::microseconds>> times;
  for (const auto& slot : slots) {
    REQUIRE(slot);
    const Attempt& attempt = last(slot->observations[0]);
    times.emplace_back(attempt.began, attempt.began + attempt.took);
  }
  std::ranges::sort(times);
  for (std::size_t i = 1; i < times.size(); ++i) CHECK(times[i - 1].second <= times[i].first);
}

TEST_CASE("a source address that is not ours is a local matter") {
  RunOptions options;
  options.source_v4 = parse_address("192.0.2.77");
  const Observations slots =
      run(test::plan_of({test::probe_of(Transport::tcp, 80), test::probe_of(Transport::udp, 53, "dns")}), options, {});
  for (const auto& slot : slots) CHECK(last(slot->observations[0]).error.kind == ErrorKind::no_source_address);
}
