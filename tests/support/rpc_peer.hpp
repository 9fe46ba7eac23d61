// A small RPC server on loopback for tests of the engine.
#pragma once

#include "flowvet/base/rpc_interface.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <cstdint>
#include <list>
#include <optional>
#include <thread>
#include <vector>

namespace flowvet::test {

/// Accepts every bind, as long as it lives, on a free port of 127.0.0.1; serves one connection after the other.
class RpcPeer {
 public:
  enum class Manner : std::uint8_t { talks, keeps_its_list, says_nothing };
  /// As an endpoint mapper it lists `endpoints`.
  explicit RpcPeer(Manner manner = Manner::talks, std::vector<RpcEndpoint> endpoints = {});
  ~RpcPeer();
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void serve(const std::stop_token& stop);
  void talk(boost::asio::ip::tcp::socket& client);

  Manner manner_;
  std::vector<RpcEndpoint> endpoints_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::atomic<int> connections_{0};
  std::list<boost::asio::ip::tcp::socket> held_;
  std::jthread thread_;
};

}  // namespace flowvet::test
