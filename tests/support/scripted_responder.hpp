// A far end that answers asks as a test tells it to, right or wrong; independent of the program's own responder.
#pragma once

#include "responder/message.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <atomic>
#include <functional>
#include <string_view>
#include <thread>
#include <vector>

namespace flowvet::test {

inline constexpr std::string_view responder_token = "a token for tests only";

responder::Keys responder_keys(std::string_view token = responder_token);

/// What is to be said to an ask with the right tag; empty: nothing.
using ResponderScript = std::function<probe::Bytes(const responder::Ask&)>;

/// The answer that an honest responder gives.
responder::Answer honest_answer(const responder::Ask& ask);
/// A script of such answers, written with the keys of this token.
ResponderScript honest(std::string_view token = responder_token);

/// On TCP and UDP of one port of 127.0.0.1, or on one of them.
class ScriptedResponder {
 public:
  enum class On : std::uint8_t { both, tcp, udp };
  explicit ScriptedResponder(ResponderScript script, On on = On::both);
  ~ScriptedResponder();
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Messages that were no asks.
  [[nodiscard]] int strangers() const { return strangers_; }

 private:
  probe::Bytes answer(probe::ByteView message);
  void receive();
  void accept();
  void read(std::shared_ptr<boost::asio::ip::tcp::socket> socket);

  boost::asio::io_context context_;
  boost::asio::ip::udp::socket datagrams_{context_};
  boost::asio::ip::tcp::acceptor acceptor_{context_};
  std::uint16_t port_ = 0;
  ResponderScript script_;
  std::atomic<int> strangers_{0};
  probe::Bytes buffer_ = probe::Bytes(65536);
  boost::asio::ip::udp::endpoint from_;
  std::jthread thread_;
};

}  // namespace flowvet::test
