// Small real peers on loopback for tests of the engine: each takes a free port and lives as long as the object.
#pragma once

#include "flowvet/plan/plan.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <thread>
#include <vector>

namespace flowvet::test {

/// Accepts on 127.0.0.1, sends `greeting` to each connection, then does what `then` says.
class TcpPeer {
 public:
  enum class Then : std::uint8_t { hold, close, reset, flood };
  TcpPeer(std::string greeting, Then then);
  ~TcpPeer();
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Connections so far.
  [[nodiscard]] int accepted() const { return accepted_; }

 private:
  void serve(const std::stop_token& stop);

  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::string greeting_;
  Then then_;
  std::atomic<int> accepted_{0};
  std::vector<boost::asio::ip::tcp::socket> held_;
  std::jthread thread_;
};

/// Answers each datagram with what `answer` makes of it; an empty answer is silence.
class UdpPeer {
 public:
  explicit UdpPeer(std::function<std::string(const std::string&)> answer);
  ~UdpPeer();
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  boost::asio::io_context context_;
  boost::asio::ip::udp::socket socket_;
  std::uint16_t port_;
  std::function<std::string(const std::string&)> answer_;
  std::jthread thread_;
};

/// A listener whose queue is full: the kernel drops every further SYN, as a firewall would.
class FullListener {
 public:
  FullListener();
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::list<boost::asio::ip::tcp::socket> fillers_;
};

/// A port of 127.0.0.1 that nothing listens on.
std::uint16_t closed_port(catalog::Transport transport);

/// A plan of one probe at 127.0.0.1.
plan::Probe probe_of(catalog::Transport transport, std::uint16_t port, std::string service = {});
plan::Plan plan_of(std::vector<plan::Probe> probes);

}  // namespace flowvet::test
