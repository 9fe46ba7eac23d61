// Channels over real sockets: a TCP connection that may turn to TLS, and a connected UDP socket.
#pragma once

#include "probe/loop.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <memory>
#include <string>

namespace flowvet::probe {

/// Talks over a connected socket that the caller owns and that outlives it.
class StreamChannel final : public Channel {
 public:
  /// Every verb ends by `deadline`.
  StreamChannel(Loop& loop, boost::asio::ip::tcp::socket& socket, Clock::time_point deadline);
  ~StreamChannel() override;

  Task<Io<void>> write(Bytes bytes) override;
  Task<Io<TlsFacts>> start_tls(std::string server_name) override;

  /// What follows is said through a proxy's tunnel: it has a deadline of its own, and of the new peer nothing has been heard but
  /// what came together with the proxy's answer.
  void enter_tunnel(Clock::time_point deadline) {
    deadline_ = deadline;
    peer_sent_bytes_ = has_left_over();
  }

  [[nodiscard]] Stage stage() const { return stage_; }
  [[nodiscard]] bool peer_sent_bytes() const { return peer_sent_bytes_; }

 protected:
  Task<Io<Bytes>> receive(std::size_t limit) override;

 private:
  Loop& loop_;
  boost::asio::ip::tcp::socket& socket_;
  Clock::time_point deadline_;
  std::unique_ptr<TlsStream> tls_;
  Stage stage_ = Stage::dialogue;
  bool peer_sent_bytes_ = false;
};

/// Talks over a connected datagram socket that the caller owns and that outlives it.
class DatagramChannel final : public Channel {
 public:
  DatagramChannel(Loop& loop, boost::asio::ip::udp::socket& socket, Clock::time_point deadline)
      : loop_(loop), socket_(socket), deadline_(deadline) {}

  Task<Io<void>> write(Bytes bytes) override;
  Task<Io<TlsFacts>> start_tls(std::string server_name) override;

  [[nodiscard]] bool peer_sent_bytes() const { return peer_sent_bytes_; }
  [[nodiscard]] Clock::time_point sent_at() const { return sent_at_; }

 protected:
  Task<Io<Bytes>> receive(std::size_t limit) override;

 private:
  Loop& loop_;
  boost::asio::ip::udp::socket& socket_;
  Clock::time_point deadline_;
  Clock::time_point sent_at_{};
  bool peer_sent_bytes_ = false;
};

}  // namespace flowvet::probe
