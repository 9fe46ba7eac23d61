// A whole responder on loopback, asked by plain sockets.
#include "flowvet/responder/listen.hpp"

#include "responder/message.hpp"
#include "responder/sockets.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <random>
#include <set>
#include <thread>

using namespace flowvet;
using namespace flowvet::responder;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using catalog::Transport;

namespace {

const char* const token = "the token of the tests";
const Keys keys = derive_keys(token).value();
const Keys wrong_keys = derive_keys("another token").value();
const auto loopback = asio::ip::address(asio::ip::address_v4::loopback());
constexpr auto patience = 20s;  // on a busy machine

/// A number that is free over both transports now.
std::uint16_t free_port() {
  asio::io_context context;
  for (;;) {
    tcp::acceptor stream(context, tcp::endpoint(loopback, 0));
    boost::system::error_code taken;
    udp::socket datagrams(context, udp::v4());
    datagrams.bind({loopback, stream.local_endpoint().port()}, taken);
    if (!taken) return stream.local_endpoint().port();
  }
}

class Notes : public Watcher {
 public:
  void reached(const Reached& reached) override { reached_.push_back(reached); }
  void called_back(const CalledBack& call) override { calls_.push_back(call); }
  void counted(const Counts&) override {}
  std::vector<Reached> reached_;
  std::vector<CalledBack> calls_;
};

/// Runs on a thread until end() is called.
class Running {
 public:
  explicit Running(std::uint16_t port, bool refuse_strangers = false, std::chrono::seconds life = 1h) {
    ListenOptions options;
    options.inbound.role_names = "test";
    const PortRange ports{port, port};
    options.inbound.ports = {{Transport::tcp, ports, {FlowId("a.b.c.stream")}}, {Transport::udp, ports, {FlowId("a.b.c.datagrams")}}};
    options.token = std::make_shared<const Secret>("test", token);
    options.addresses = {parse_address("127.0.0.1").value(), parse_address("::1").value()};
    options.refuse_strangers = refuse_strangers;
    options.life = life;
    options.inbound.callable = {{Transport::tcp, {1, 65535}, {}}, {Transport::udp, {1, 65535}, {}}};
    responder_.emplace(Responder::open(std::move(options)).value());
    done_ = std::async(std::launch::async, [this] { return responder_->run(notes, stop_.get_token()); });
  }
  Summary end() {
    stop_.request_stop();
    return wait();
  }
  Summary wait() {
    if (done_.wait_for(patience) != std::future_status::ready) throw std::runtime_error("the responder does not end");
    return done_.get();
  }
  [[nodiscard]] const Opened& opened() const { return responder_->opened(); }
  ~Running() { stop_.request_stop(); }

  Notes notes;  ///< read it after the end

 private:
  std::optional<Responder> responder_;
  std::stop_source stop_;
  std::future<Summary> done_;
};

Ask new_ask(std::uint16_t port, std::uint16_t sequence = 1) {
  static std::mt19937_64 random{std::random_device{}()};
  Ask ask;
  for (auto& byte : ask.nonce.bytes) byte = static_cast<std::uint8_t>(random());
  ask.session.bytes[0] = 7;
  ask.sent = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  ask.sequence = sequence;
  ask.target = {parse_address("127.0.0.1").value(), port};
  return ask;
}

Ask call_back_ask(std::uint16_t port, Transport transport, std::uint16_t to) {
  auto ask = new_ask(port);
  ask.verb = Verb::call_back;
  ask.call_back = CallBack{transport, to, true};
  return ask;
}

/// A client's socket whose reads end after some time.
class StreamClient {
 public:
  explicit StreamClient(std::uint16_t port, const asio::ip::address& to = loopback) : socket(context) { socket.connect({to, port}); }

  void send(const Bytes& bytes) { asio::write(socket, asio::buffer(bytes)); }

  /// Up to `size` bytes; fewer where the connection ends or nothing more comes for that long.
  Bytes receive(std::size_t size, std::chrono::milliseconds within = patience) {
    Bytes bytes(size);
    std::size_t got = 0;
    ended = false;
    asio::async_read(socket, asio::buffer(bytes), [&](const boost::system::error_code& error, std::size_t count) {
      got = count;
      ended = error && error != asio::error::operation_aborted;
    });
    context.restart();
    context.run_for(within);
    if (!context.stopped()) {
      socket.cancel();
      context.run();
    }
    bytes.resize(got);
    return bytes;
  }

  std::optional<Answer> ask(const Ask& ask, const Keys& with = keys) {
    send(write(ask, with));
    return parse_answer(receive(smallest_message), keys);
  }

  asio::io_context context;
  tcp::socket socket;
  bool ended = false;
};

class DatagramClient {
 public:
  explicit DatagramClient(std::uint16_t port, const asio::ip::address& to = loopback) : socket(context) { socket.connect({to, port}); }

  void send(const Bytes& bytes) { socket.send(asio::buffer(bytes)); }

  Bytes receive(std::chrono::milliseconds within = patience) {
    Bytes bytes(65536);
    std::size_t got = 0;
    socket.async_receive(asio::buffer(bytes), [&](const boost::system::error_code&, std::size_t count) { got = count; });
    context.restart();
    context.run_for(within);
    if (!context.stopped()) {
      socket.cancel();
      context.run();
    }
    bytes.resize(got);
    return bytes;
  }

  std::optional<Answer> ask(const Ask& ask) {
    send(write(ask, keys));
    return parse_answer(receive(), keys);
  }

  asio::io_context context;
  udp::socket socket;
};

template <class Client>
Endpoint own_end(const Client& client) {
  const auto local = client.socket.local_endpoint();
  return {parse_address(local.address().to_string()).value(), local.port()};
}

}  // namespace

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

TEST_CASE("ports are opened in the order of their importance") {
  const std::vector<plan::InboundPorts> ports{{Transport::tcp, {1000, 1999}, {}}, {Transport::tcp, {2000, 2001}, {}}, {Transport::udp, {514, 514}, {}}};
  const auto order = opening_order(ports);
  REQUIRE(order.size() == 1003);
  CHECK(order[0] == Place{Transport::tcp, 2000});
  CHECK(order[1] == Place{Transport::tcp, 2001});
  CHECK(order[2] == Place{Transport::udp, 514});
  CHECK(order[3] == Place{Transport::tcp, 1000});
  CHECK(std::set(order.begin(), order.end()).size() == 1003);
}

TEST_CASE("neighbouring ports that could not be opened for one reason are told as one range") {
  const auto any = parse_address("0.0.0.0").value();
  const auto entry = [&](std::uint16_t port, Obstacle obstacle, std::string holder = {}) {
    return NotOpened{Transport::tcp, {port, port}, any, obstacle, std::move(holder), 1};
  };
  const auto list = joined({entry(82, Obstacle::no_privilege), entry(80, Obstacle::no_privilege), entry(81, Obstacle::no_privilege),
                            entry(83, Obstacle::taken, "a"), entry(84, Obstacle::taken, "b"), entry(90, Obstacle::taken, "b")});
  REQUIRE(list.size() == 4);
  CHECK(list[0].ports == PortRange{80, 82});
  CHECK(list[1].holder == "a");
  CHECK(list[2].ports == PortRange{84, 84});
  CHECK(list[3].ports == PortRange{90, 90});
}
