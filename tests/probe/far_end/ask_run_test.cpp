// The engine against scripted responders and services on loopback: what is believed, and what is not.
#include "flowvet/probe/responder_seen.hpp"
#include "flowvet/probe/run.hpp"
#include "support/loopback.hpp"
#include "support/scripted_responder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>

using namespace flowvet;
using namespace flowvet::probe;
using namespace flowvet::test;
using catalog::Transport;
using plan::Asks;

namespace {

const std::string ica_banner("\x7f\x7f" "ICA\0", 6);

plan::Probe asking(Transport transport, std::uint16_t port, Asks asks, const char* service = "") {
  auto probe = probe_of(transport, port, service);
  probe.asks = asks;
  return probe;
}

std::vector<Observation> observe(std::vector<plan::Probe> probes) {
  auto plan = plan_of(std::move(probes));
  plan.token = std::make_shared<const Secret>("test", std::string(responder_token));
  std::vector<Observation> seen;
  for (const auto& slot : run(plan, {}, {})) seen.push_back(slot.value().observations.at(0));
  return seen;
}

Observation observe(plan::Probe probe) { return observe(std::vector{std::move(probe)}).front(); }

bool is_proven(const Observation& seen) {
  return std::ranges::any_of(seen.attempts, [](const Attempt& attempt) { return attempt.reply == Reply::responder; });
}

/// Every answer in the way of `garble`.
template <class Garble>
ResponderScript garbled(Garble garble) {
  return [garble, keys = responder_keys()](const responder::Ask& ask) { return garble(ask, keys); };
}

}  // namespace

TEST_CASE("a responder in place of a service is recognised over TCP and UDP, whether or not a request is known") {
  const ScriptedResponder peer(honest());
  for (const auto asks : {Asks::responder_first, Asks::service_first})
    for (const auto& [transport, service] :
         {std::pair{Transport::tcp, "ica"}, {Transport::tcp, ""}, {Transport::udp, "dns"}, {Transport::udp, ""}}) {
      CAPTURE(to_word(asks));
      CAPTURE(to_word(transport));
      CAPTURE(service);
      const auto seen = observe(asking(transport, peer.port(), asks, service));
      CHECK(is_proven(seen));
      REQUIRE(seen.responder);
      CHECK(seen.responder->answered == 1);
      REQUIRE(seen.responder->word);
      CHECK(seen.responder->word->seen_as.port == 4711);
      CHECK(seen.responder->word->sent_from.address == parse_address("127.0.0.1"));
      CHECK(seen.responder->word->arrived_at.port == peer.port());
    }
}

TEST_CASE("a real service is found behind an ask that it does not understand") {
  const TcpPeer service(ica_banner, TcpPeer::Then::hold);
  const auto seen = observe(asking(Transport::tcp, service.port(), Asks::responder_first, "ica"));
  CHECK(seen.attempts.back().reply == Reply::valid);
  CHECK(seen.attempts.back().asked == Asked::service);
  CHECK(service.accepted() == 2);
}

TEST_CASE("a service that punishes a second connection gets one, whether it is there or a responder in its place") {
  const TcpPeer service("SSH-2.0-OpenSSH_9.2\r\n", TcpPeer::Then::hold);
  auto probe = asking(Transport::tcp, service.port(), Asks::responder_first, "ssh");
  probe.once = true;
  const auto seen = observe(probe);
  CHECK(seen.attempts.back().reply == Reply::valid);
  CHECK(service.accepted() == 1);
  CHECK(seen.responder->asked == 0);

  const ScriptedResponder peer(honest());
  probe.port = peer.port();
  probe.patience = std::chrono::milliseconds(200);
  const auto in_its_place = observe(probe);
  CHECK(is_proven(in_its_place));
  CHECK(in_its_place.attempts.size() == 1);
  CHECK(peer.strangers() == 0);
}

TEST_CASE("answers that a holder of the token did not write to this very ask prove nothing") {
  using responder::Answer;
  using responder::Ask;
  using responder::Keys;
  static std::mutex guard;
  static Bytes first;  // the earliest answer, repeated to every later ask
  const std::vector<std::pair<const char*, ResponderScript>> scripts{
      {"another token", honest("another token, as long as it is")},
      {"a bit changed", garbled([](const Ask& ask, const Keys& keys) {
         auto bytes = responder::write(honest_answer(ask), keys);
         bytes[50] ^= 1;
         return bytes;
       })},
      {"another session", garbled([](const Ask& ask, const Keys& keys) {
         auto answer = honest_answer(ask);
         answer.session.bytes[0] ^= 1;
         return responder::write(answer, keys);
       })},
      {"another nonce", garbled([](const Ask& ask, const Keys& keys) {
         auto answer = honest_answer(ask);
         answer.nonce.bytes[0] ^= 1;
         return responder::write(answer, keys);
       })},
      {"cut short", garbled([](const Ask& ask, const Keys& keys) {
         auto bytes = responder::write(honest_answer(ask), keys);
         bytes.resize(40);
         return bytes;
       })},
      {"the ask itself", garbled([](const Ask& ask, const Keys& keys) { return responder::write(ask, keys); })},
      {"an answer to somebody else", garbled([](const Ask& ask, const Keys& keys) {
         const std::lock_guard lock(guard);
         auto stranger = ask;
         stranger.session.bytes.fill(7);
         if (first.empty()) first = responder::write(honest_answer(stranger), keys);
         return first;
       })}};
  for (const auto& [what, script] : scripts) {
    CAPTURE(what);
    const ScriptedResponder peer(script);
    for (const auto transport : {Transport::tcp, Transport::udp}) {
      const auto seen = observe(asking(transport, peer.port(), Asks::responder_first));
      CHECK_FALSE(is_proven(seen));
      REQUIRE(seen.responder);
      CHECK(seen.responder->answered == 0);
      CHECK_FALSE(seen.responder->word);
    }
  }
}

TEST_CASE("a token that the responder does not know gets no answer, and says nothing about the port") {
  const ScriptedResponder peer([](const responder::Ask&) { return Bytes{}; }, ScriptedResponder::On::udp);
  const auto seen = observe(asking(Transport::udp, peer.port(), Asks::responder_first));
  CHECK_FALSE(is_proven(seen));
  CHECK(seen.attempts.back().error.kind == ErrorKind::timed_out);
  CHECK(seen.responder->asked == 2);
}

TEST_CASE("losses of either way are counted by the responder's word") {
  // It hears the second ask only and answers the third only.
  const ScriptedResponder peer(garbled([](const responder::Ask& ask, const responder::Keys& keys) {
    auto answer = honest_answer(ask);
    answer.arrived = 2;
    return ask.sequence < 3 ? Bytes{} : responder::write(answer, keys);
  }));
  auto probe = asking(Transport::udp, peer.port(), Asks::responder_first);
  probe.attempts = 4;
  const auto seen = observe(probe);
  CHECK(is_proven(seen));
  CHECK(seen.responder->asked == 3);
  CHECK(seen.responder->word->arrived == 2);
  CHECK(seen.responder->answered == 1);
}

TEST_CASE("a clock that is ten minutes off is told, and the answer counts all the same") {
  const ScriptedResponder peer(garbled([](const responder::Ask& ask, const responder::Keys& keys) {
    auto answer = honest_answer(ask);
    answer.status = responder::Status::clock_off;
    answer.received = ask.sent + std::chrono::minutes(10);
    return responder::write(answer, keys);
  }));
  const auto seen = observe(asking(Transport::udp, peer.port(), Asks::responder_first));
  CHECK(is_proven(seen));
  CHECK(seen.responder->word->clock_refused);
  CHECK(seen.responder->word->clock_ahead > std::chrono::minutes(9));
}

TEST_CASE("a silent port is looked at through another one of the same host") {
  // The second port keeps silent; the first one says what it is told to say about it.
  for (const bool held : {true, false}) {
    CAPTURE(held);
    const ScriptedResponder knows(garbled([held](const responder::Ask& ask, const responder::Keys& keys) {
      auto answer = honest_answer(ask);
      if (ask.verb == responder::Verb::look) {
        answer.status = held ? responder::Status::ok : responder::Status::not_open;
        answer.arrived = 2;
      }
      return responder::write(answer, keys);
    }));
    const ScriptedResponder silent([](const responder::Ask&) { return Bytes{}; }, ScriptedResponder::On::udp);
    const auto seen = observe({asking(Transport::tcp, knows.port(), Asks::responder_first),
                               asking(Transport::udp, silent.port(), Asks::responder_first)});
    CHECK(is_proven(seen[0]));
    CHECK_FALSE(is_proven(seen[1]));
    REQUIRE(seen[1].responder->of_port);
    CHECK(seen[1].responder->of_port->held == held);
    CHECK(seen[1].responder->of_port->arrived == 2);
    CHECK_FALSE(seen[1].responder->of_port->translated);
  }
}

TEST_CASE("a port that must be sent nothing else is asked only after a responder said that it holds it") {
  std::atomic<bool> holds{false};
  const ScriptedResponder peer(garbled([&holds](const responder::Ask& ask, const responder::Keys& keys) {
    auto answer = honest_answer(ask);
    if (ask.verb == responder::Verb::look && !holds) answer.status = responder::Status::not_open;
    return responder::write(answer, keys);
  }));
  std::atomic<int> disturbed{0};
  const UdpPeer heartbeat([&disturbed](const std::string&) {
    ++disturbed;
    return std::string();
  });
  const auto contact = asking(Transport::udp, peer.port(), Asks::responder_first);
  const auto without = observe(asking(Transport::udp, heartbeat.port(), Asks::nothing_else));
  CHECK(without.attempts.at(0).asked == Asked::nobody);
  const auto not_held = observe({contact, asking(Transport::udp, heartbeat.port(), Asks::nothing_else)});
  CHECK(not_held[1].attempts.at(0).asked == Asked::nobody);
  CHECK_FALSE(not_held[1].cut);
  CHECK(disturbed == 0);

  holds = true;
  const ScriptedResponder other(honest(), ScriptedResponder::On::udp);
  const auto held = observe({contact, asking(Transport::udp, other.port(), Asks::nothing_else)});
  CHECK(is_proven(held[1]));
}
