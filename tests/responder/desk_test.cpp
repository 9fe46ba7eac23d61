// What a responder answers: a table of asks and arrivals. Strangers leave no trace in any of it.
#include "responder/desk.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::responder;
using namespace std::chrono_literals;

namespace {

const Keys keys = derive_keys("the token of the tests").value();
const WallTime noon{1'700'000'000s};
const SteadyTime start = SteadyTime{} + 1h;
constexpr auto tcp = catalog::Transport::tcp;
constexpr auto udp = catalog::Transport::udp;

Endpoint endpoint(std::string_view address, std::uint16_t port) { return {parse_address(address).value(), port}; }

const Arrival arrival{udp, endpoint("203.0.113.9", 41000), endpoint("10.1.2.3", 514), 61};

Ask ask(int number, WallTime sent = noon) {
  Ask made;
  made.nonce.bytes[0] = static_cast<std::uint8_t>(number);
  made.nonce.bytes[1] = static_cast<std::uint8_t>(number >> 8);
  made.sequence = static_cast<std::uint16_t>(number);
  made.sent = sent;
  made.target = endpoint("192.0.2.7", 514);
  return made;
}

Ask call_back(int number, catalog::Transport transport, std::uint16_t port) {
  auto made = ask(number);
  made.verb = Verb::call_back;
  made.call_back = CallBack{transport, port, true};
  return made;
}

/// Holds UDP 162 and 514 at the address that the asks arrive at, and may call TCP 80 to 90 and UDP 514.
Desk desk(Limits limits = {}) {
  const auto holds = [](catalog::Transport transport, const Endpoint& at) {
    return transport == udp && at.address == arrival.target.address && (at.port == 162 || at.port == 514);
  };
  return Desk(keys, {{tcp, {80, 90}, {}}, {udp, {514, 514}, {}}}, holds, std::move(limits));
}

Status status_of(const Decision& decision) {
  REQUIRE(decision.answer);
  return decision.answer->status;
}

}  // namespace

TEST_CASE("an ask with the token is answered with what its arrival shows") {
  auto server = desk();
  auto made = ask(1, noon - 3s);
  made.size = 300;
  made.answer_size = 250;
  const auto decision = server.take(write(made, keys), arrival, noon, start);
  CHECK(decision.caller == Caller::client);
  REQUIRE(decision.answer);
  const auto& answer = *decision.answer;
  CHECK(answer.status == Status::ok);
  CHECK(answer.nonce == made.nonce);
  CHECK(answer.session == made.session);
  CHECK(answer.received == noon);
  CHECK(answer.source == arrival.source);
  CHECK(answer.target == arrival.target);
  CHECK(answer.hops_left == 61);
  CHECK(answer.ask_size == 300);
  CHECK(answer.size == 250);
  CHECK(answer.arrived == 1);
  CHECK(answer.highest == 1);
  CHECK(parse_answer(server.write(answer), keys) == answer);
}

TEST_CASE("no answer is larger than its ask") {
  auto server = desk();
  for (int number = 1; number <= 200; ++number) {
    auto made = ask(number);
    made.size = static_cast<std::uint16_t>(smallest_message + static_cast<std::size_t>(number) * 7);
    made.answer_size = number % 2 == 0 ? made.size : std::uint16_t{0};
    const auto bytes = write(made, keys);
    const auto decision = server.take(bytes, arrival, noon, start);
    REQUIRE(decision.answer);
    CHECK(server.write(*decision.answer).size() <= bytes.size());
  }
}

TEST_CASE("a stranger gets nothing") {
  auto server = desk();
  const auto good = write(ask(1), keys);
  const auto wrong_token = write(ask(1), derive_keys("another token").value());
  auto longer = good;
  longer.push_back(0);
  for (const ByteView bytes : {ByteView(wrong_token), ByteView(longer), ByteView(good).first(159), ByteView(), ByteView(good).first(4)}) {
    const auto decision = server.take(bytes, arrival, noon, start);
    CHECK(decision.caller == Caller::stranger);
    CHECK_FALSE(decision.answer);
    CHECK_FALSE(decision.call_back);
  }
  CHECK(server.take(good, arrival, noon, start).caller == Caller::client);
}

TEST_CASE("a replay gets nothing, from wherever it comes and whatever its port") {
  auto server = desk();
  const auto bytes = write(ask(1), keys);
  server.take(bytes, arrival, noon, start);
  const Arrival elsewhere{tcp, endpoint("198.51.100.66", 1), endpoint("10.1.2.3", 80), 0};
  for (const auto& again : {arrival, elsewhere}) {
    const auto decision = server.take(bytes, again, noon + 4min, start + 4min);
    CHECK(decision.caller == Caller::replay);
    CHECK_FALSE(decision.answer);
  }
}

TEST_CASE("an ask from outside the clock's window is told the responder's time, up to a rate") {
  Limits limits;
  limits.refusals = RateLimit({1, 3}, {100, 100});
  auto server = desk(std::move(limits));
  for (const auto sent : {noon - 10min, noon + 10min, noon - 5min - 1ms}) {
    const auto decision = server.take(write(ask(1, sent), keys), arrival, noon, start);
    CHECK(status_of(decision) == Status::clock_off);
    CHECK(decision.answer->received == noon);
  }
  CHECK_FALSE(server.take(write(ask(1, noon - 10min), keys), arrival, noon, start).answer);
  CHECK(status_of(server.take(write(ask(2, noon - 5min), keys), arrival, noon, start)) == Status::ok);
}

TEST_CASE("a client that asks too often is told so, and counted all the same") {
  Limits limits;
  limits.asks = RateLimit({1, 2}, {100, 100});
  auto server = desk(std::move(limits));
  CHECK(status_of(server.take(write(ask(1), keys), arrival, noon, start)) == Status::ok);
  CHECK(status_of(server.take(write(ask(2), keys), arrival, noon, start)) == Status::ok);
  const auto decision = server.take(write(ask(3), keys), arrival, noon, start);
  CHECK(status_of(decision) == Status::busy);
  CHECK(decision.answer->arrived == 3);
}

TEST_CASE("where no more nonces can be remembered the answer is busy") {
  Limits limits;
  limits.nonces = ReplayWindow(1);
  auto server = desk(std::move(limits));
  CHECK(status_of(server.take(write(ask(1), keys), arrival, noon, start)) == Status::ok);
  CHECK(status_of(server.take(write(ask(2), keys), arrival, noon, start)) == Status::busy);
}

TEST_CASE("calls go back to documented ports only, and not too often") {
  Limits limits;
  limits.call_backs = RateLimit({1, 2}, {100, 100});
  auto server = desk(std::move(limits));
  const auto first = server.take(write(call_back(1, tcp, 85), keys), arrival, noon, start);
  CHECK(first.call_back == CallBack{tcp, 85, true});
  CHECK(status_of(first) == Status::ok);
  CHECK(server.take(write(call_back(2, udp, 514), keys), arrival, noon, start).call_back);
  const auto undocumented = server.take(write(call_back(3, tcp, 514), keys), arrival, noon, start);
  CHECK(status_of(undocumented) == Status::not_documented);
  CHECK_FALSE(undocumented.call_back);
  const auto too_often = server.take(write(call_back(4, tcp, 80), keys), arrival, noon, start);
  CHECK(status_of(too_often) == Status::busy);
  CHECK_FALSE(too_often.call_back);
}

TEST_CASE("a look tells whether another port is held and what came there, and is counted nowhere") {
  auto server = desk();
  server.take(write(ask(1), keys), arrival, noon, start);
  server.take(write(ask(3), keys), arrival, noon, start);
  auto look = call_back(4, udp, 514);
  look.verb = Verb::look;
  look.call_back->greet = false;
  auto at_another_port = arrival;
  at_another_port.target.port = 162;
  const auto decision = server.take(write(look, keys), at_another_port, noon, start);
  CHECK(status_of(decision) == Status::ok);
  CHECK(decision.is_look);
  CHECK(decision.answer->arrived == 2);
  CHECK(decision.answer->highest == 3);

  auto nothing_came = look;
  nothing_came.nonce.bytes[5] = 1;
  nothing_came.call_back->port = 162;
  const auto none = server.take(write(nothing_came, keys), arrival, noon, start);
  CHECK(status_of(none) == Status::ok);
  CHECK(none.answer->arrived == 0);

  auto not_held = look;
  not_held.nonce.bytes[5] = 2;
  not_held.call_back->transport = tcp;
  CHECK(status_of(server.take(write(not_held, keys), arrival, noon, start)) == Status::not_open);
}

TEST_CASE("an ask with a verb of a later version is told that it is not supported") {
  auto server = desk();
  auto later = ask(1);
  later.verb = Verb::unknown;
  CHECK(status_of(server.take(write(later, keys), arrival, noon, start)) == Status::unsupported);
}
