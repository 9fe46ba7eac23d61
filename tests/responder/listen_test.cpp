// A whole responder on loopback: whom it answers, and how it begins and ends.
#include "responder/on_loopback.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::test;

TEST_CASE("a responder answers over TCP and UDP, IPv4 and IPv6, and says whom it sees") {
  const auto port = free_port();
  Running responder(port);
  // The numbers of one session are counted for each transport, whatever the address.
  const auto check = [port](auto&& client, const char* address, std::uint16_t sequence, std::uint16_t arrived) {
    auto ask = new_ask(port, sequence);
    ask.target.address = parse_address(address).value();
    const auto answer = client.ask(ask);
    REQUIRE(answer);
    CHECK(answer->status == Status::ok);
    CHECK(answer->nonce == ask.nonce);
    CHECK(answer->source == own_end(client));
    CHECK(answer->target == ask.target);
    CHECK(answer->hops_left == 64);
    CHECK(answer->arrived == arrived);
    CHECK(answer->highest == sequence);
  };
  const auto six = asio::ip::address(asio::ip::address_v6::loopback());
  check(StreamClient(port), "127.0.0.1", 1, 1);
  check(StreamClient(port, six), "::1", 1, 1);
  check(DatagramClient(port), "127.0.0.1", 2, 1);
  check(DatagramClient(port, six), "::1", 5, 2);
  const auto summary = responder.end();
  CHECK(summary.counts.answered == 4);
  CHECK(summary.counts.sources == 2);
  CHECK(summary.counts.stranger_connections == 0);
  REQUIRE(summary.entries.size() == 2);
  CHECK(summary.entries[0].asks == 2);
  CHECK(summary.entries[1].ports == 1);
  CHECK(responder.notes.reached_.size() == 4);  // two entries from two addresses
}

TEST_CASE("one connection carries several asks, cut and joined in any way") {
  const auto port = free_port();
  Running responder(port);
  StreamClient client(port);
  auto both = write(new_ask(port, 1), keys);
  const auto second = write(new_ask(port, 2), keys);
  both.insert(both.end(), second.begin(), second.end());
  for (const auto byte : both) client.send({byte});
  const auto first_answer = parse_answer(client.receive(smallest_message), keys);
  const auto second_answer = parse_answer(client.receive(smallest_message), keys);
  REQUIRE(first_answer);
  REQUIRE(second_answer);
  CHECK(first_answer->arrived == 1);
  CHECK(second_answer->arrived == 2);
}

TEST_CASE("whoever lacks the token hears nothing, and his connection stays") {
  const auto port = free_port();
  Running responder(port);
  StreamClient wrong(port);
  wrong.send(write(new_ask(port), wrong_keys));
  StreamClient foreign(port);
  foreign.send(probe::to_bytes("GET / HTTP/1.1\r\n\r\n"));
  DatagramClient datagrams(port);
  datagrams.send(write(new_ask(port), wrong_keys));
  datagrams.send(probe::to_bytes("x"));
  datagrams.send({});
  StreamClient genuine(port);
  CHECK(genuine.ask(new_ask(port)));
  DatagramClient genuine_datagrams(port);
  CHECK(genuine_datagrams.ask(new_ask(port)));
  // By now the responder has read what the strangers sent before.
  CHECK(wrong.receive(1, 50ms).empty());
  CHECK_FALSE(wrong.ended);
  CHECK(foreign.receive(1, 50ms).empty());
  CHECK_FALSE(foreign.ended);
  CHECK(datagrams.receive(50ms).empty());
  const auto summary = responder.end();
  CHECK(summary.counts.stranger_connections == 2);
  CHECK(summary.counts.stranger_datagrams == 3);
  CHECK(summary.counts.answered == 2);
}

TEST_CASE("with --refuse-strangers the first wrong byte closes the connection") {
  const auto port = free_port();
  Running responder(port, true);
  StreamClient foreign(port);
  foreign.send(probe::to_bytes("G"));
  CHECK(foreign.receive(1).empty());
  CHECK(foreign.ended);
  StreamClient wrong(port);
  wrong.send(write(new_ask(port), wrong_keys));
  CHECK(wrong.receive(1).empty());
  CHECK(wrong.ended);
  StreamClient genuine(port);
  CHECK(genuine.ask(new_ask(port)));
}

TEST_CASE("a replay is counted and not answered, over the other transport neither") {
  const auto port = free_port();
  Running responder(port);
  const auto ask = new_ask(port);
  DatagramClient client(port);
  CHECK(client.ask(ask));
  client.send(write(ask, keys));
  StreamClient stream(port);
  stream.send(write(ask, keys));
  StreamClient later(port);
  CHECK(later.ask(new_ask(port)));
  CHECK(client.receive(50ms).empty());
  CHECK(stream.receive(1, 50ms).empty());
  CHECK(responder.end().counts.replays == 2);
}

TEST_CASE("a clock that is ten minutes off is answered with the responder's time") {
  const auto port = free_port();
  Running responder(port);
  auto ask = new_ask(port);
  ask.sent -= 10min;
  DatagramClient client(port);
  const auto answer = client.ask(ask);
  REQUIRE(answer);
  CHECK(answer->status == Status::clock_off);
  CHECK(answer->received - ask.sent >= 10min);
  CHECK(answer->received - ask.sent < 11min);
}

TEST_CASE("a large datagram is answered as large as its sender wants") {
  const auto port = free_port();
  Running responder(port);
  auto ask = new_ask(port);
  ask.size = 9000;
  ask.answer_size = 8000;
  DatagramClient client(port);
  const auto answer = client.ask(ask);
  REQUIRE(answer);
  CHECK(answer->ask_size == 9000);
  CHECK(answer->size == 8000);
}

TEST_CASE("a look tells a port that the responder holds from one that it does not") {
  const auto port = free_port();
  Running responder(port);
  StreamClient client(port);
  CHECK(client.ask(new_ask(port)));
  const auto look_at = [&](Transport transport, std::uint16_t which) {
    auto look = call_back_ask(port, transport, which);
    look.verb = Verb::look;
    look.call_back->greet = false;
    const auto answer = client.ask(look);
    REQUIRE(answer);
    return *answer;
  };
  CHECK(look_at(Transport::tcp, port).status == Status::ok);
  CHECK(look_at(Transport::tcp, port).arrived == 1);
  CHECK(look_at(Transport::udp, port).status == Status::ok);
  CHECK(look_at(Transport::udp, port).arrived == 0);
  CHECK(look_at(Transport::tcp, port == 1 ? std::uint16_t{2} : std::uint16_t{1}).status == Status::not_open);
}

TEST_CASE("a taken port is left alone, and the rest is opened") {
  const auto port = free_port();
  asio::io_context context;
  tcp::acceptor other(context, tcp::endpoint(loopback, port), false);
  Running responder(port);
  CHECK(responder.opened().wanted == 2);
  CHECK(responder.opened().ports == 2);  // TCP over IPv6 still, and UDP
  REQUIRE(responder.opened().not_opened.size() == 1);
  const auto& taken = responder.opened().not_opened.front();
  CHECK(taken.obstacle == Obstacle::taken);
  CHECK(taken.transport == Transport::tcp);
  CHECK(taken.address == parse_address("127.0.0.1"));
  CHECK(taken.ports == PortRange{port, port});
  CHECK(taken.holder.empty());  // this very process
}

TEST_CASE("a responder ends when its life is over") {
  Running responder(free_port(), false, 0s);
  CHECK(responder.wait().counts == Counts{});
}

TEST_CASE("a responder that is asked to stop ends while calls are under way and strangers are connected") {
  const auto port = free_port();
  Running responder(port);
  StreamClient stranger(port);
  asio::io_context context;
  udp::socket listener(context, udp::endpoint(loopback, 0));
  DatagramClient client(port);
  client.send(write(call_back_ask(port, Transport::udp, listener.local_endpoint().port()), keys));
  Bytes greeting(1000);
  listener.receive(asio::buffer(greeting));  // the call is under way
  responder.end();
  CHECK(stranger.receive(1).empty());
  CHECK(stranger.ended);
}
