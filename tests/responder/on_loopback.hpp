// A whole responder on loopback and plain sockets that ask it, for the tests beside this file.
#pragma once

#include "flowvet/responder/listen.hpp"
#include "responder/message.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <future>
#include <optional>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

namespace flowvet::test {

using namespace responder;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using catalog::Transport;

inline constexpr const char* token = "the token of the tests";
inline const Keys keys = derive_keys(token).value();
inline const Keys wrong_keys = derive_keys("another token").value();
inline const auto loopback = asio::ip::address(asio::ip::address_v4::loopback());
inline constexpr auto patience = 20s;  // on a busy machine

/// A number that is free over both transports now.
inline std::uint16_t free_port() {
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

inline Ask new_ask(std::uint16_t port, std::uint16_t sequence = 1) {
  static std::mt19937_64 random{std::random_device{}()};
  Ask ask;
  for (auto& byte : ask.nonce.bytes) byte = static_cast<std::uint8_t>(random());
  ask.session.bytes[0] = 7;
  ask.sent = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  ask.sequence = sequence;
  ask.target = {parse_address("127.0.0.1").value(), port};
  return ask;
}

inline Ask call_back_ask(std::uint16_t port, Transport transport, std::uint16_t to) {
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

}  // namespace flowvet::test
