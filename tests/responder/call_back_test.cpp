// Calls back on loopback: what arrives, and what is reported of those that do not.
#include "responder/on_loopback.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::test;

TEST_CASE("a responder calls back over TCP, greets whoever listens, and reports a refusal") {
  const auto port = free_port();
  Running responder(port);
  asio::io_context context;
  tcp::acceptor listener(context, tcp::endpoint(loopback, 0));
  const auto ask = call_back_ask(port, Transport::tcp, listener.local_endpoint().port());
  StreamClient client(port);
  const auto answer = client.ask(ask);
  REQUIRE(answer);
  CHECK(answer->status == Status::ok);
  REQUIRE(answer->call_back);
  CHECK(answer->call_back->error == probe::ErrorKind::none);
  auto accepted = listener.accept();
  Bytes greeting(smallest_message);
  asio::read(accepted, asio::buffer(greeting));
  CHECK(parse_call(greeting, keys) == Call{ask.session, ask.nonce});

  const auto closed_port = listener.local_endpoint().port();
  listener.close();
  const auto refused = client.ask(call_back_ask(port, Transport::tcp, closed_port));
  REQUIRE(refused);
  REQUIRE(refused->call_back);
  CHECK(refused->call_back->error == probe::ErrorKind::refused);
  const auto summary = responder.end();
  CHECK(summary.counts.called_back == 2);
  CHECK(responder.notes.calls_.size() == 2);
}

TEST_CASE("a responder calls back by datagrams, and reports who refused them") {
  const auto port = free_port();
  Running responder(port);
  asio::io_context context;
  udp::socket listener(context, udp::endpoint(loopback, 0));
  const auto ask = call_back_ask(port, Transport::udp, listener.local_endpoint().port());
  DatagramClient client(port);
  const auto answer = client.ask(ask);
  REQUIRE(answer);
  REQUIRE(answer->call_back);
  CHECK(answer->call_back->error == probe::ErrorKind::none);
  Bytes greeting(1000);
  greeting.resize(listener.receive(asio::buffer(greeting)));
  CHECK(parse_call(greeting, keys) == Call{ask.session, ask.nonce});

  const auto closed_port = listener.local_endpoint().port();
  listener.close();
  const auto refused = client.ask(call_back_ask(port, Transport::udp, closed_port));
  REQUIRE(refused);
  REQUIRE(refused->call_back);
  CHECK(refused->call_back->error == probe::ErrorKind::refused);
  REQUIRE(refused->call_back->icmp);
  CHECK(refused->call_back->icmp->code == 3);
}
