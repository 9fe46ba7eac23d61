// Channels over real sockets: a TCP connection that may turn to TLS, and a UDP socket.
#pragma once

#include "probe/loop.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace flowvet::probe {

/// Talks over a connected socket that the caller owns and that outlives it.
class StreamChannel final : public Channel {
 public:
  /// Every verb ends by `deadline`.
  StreamChannel(Loop& loop, boost::asio::ip::tcp::socket& socket, Clock::time_point deadline);
  ~StreamChannel() override;

  Task<Io<void>> write(Bytes bytes) override;
  Task<Io<TlsFacts>> start_tls(std::string server_name) override;
  Task<Io<TlsFacts>> reconnect_with_tls(std::string server_name, std::string protocol) override;

  /// What follows is said through a proxy's tunnel: it has a deadline of its own, and of the new peer nothing has been heard but
  /// what came together with the proxy's answer.
  void enter_tunnel(Clock::time_point deadline) {
    deadline_ = deadline;
    in_tunnel_ = true;
    peer_sent_bytes_ = has_left_over();
  }

  [[nodiscard]] Stage stage() const { return stage_; }
  [[nodiscard]] bool peer_sent_bytes() const { return peer_sent_bytes_; }
  /// What TLS showed, also where the handshake or the dialogue after it broke off.
  [[nodiscard]] const TlsFacts& learnt() const { return learnt_; }

 protected:
  Task<Io<Bytes>> receive(std::size_t limit) override;

 private:
  Task<Io<TlsFacts>> secure(std::string server_name, std::string protocol);

  Loop& loop_;
  boost::asio::ip::tcp::socket& socket_;
  boost::asio::ip::tcp::endpoint peer_;
  TlsFacts learnt_;
  Clock::time_point deadline_;
  std::unique_ptr<TlsStream> tls_;
  Stage stage_ = Stage::dialogue;
  bool peer_sent_bytes_ = false;
  bool in_tunnel_ = false;
};

/// Whether a dialogue's first datagram is still to be sent, or was sent by an earlier attempt at the same dialogue.
enum class Sent : std::uint8_t { now, before };

/// Talks over a datagram socket that the caller owns and that outlives it. A connected one hears only the port that it asks.
class DatagramChannel final : public Channel {
 public:
  using Endpoint = boost::asio::ip::udp::endpoint;

  DatagramChannel(Loop& loop, boost::asio::ip::udp::socket& socket, Clock::time_point deadline, Sent first)
      : loop_(loop), socket_(socket), deadline_(deadline), first_(first) {}

  /// For a socket that is not connected: an answer may come from any port of the address of `peer`, further writes go to the port
  /// that answered, and datagrams of other addresses are dropped.
  void hear_any_port_of(const Endpoint& peer) { peer_ = peer; }

  Task<Io<void>> write(Bytes bytes) override;
  Task<Io<TlsFacts>> start_tls(std::string server_name) override;

  [[nodiscard]] bool peer_sent_bytes() const { return peer_sent_bytes_; }
  /// From the last write to the last datagram received; 0 when none was.
  [[nodiscard]] Clock::duration round_trip() const { return round_trip_; }

 protected:
  Task<Io<Bytes>> receive(std::size_t limit) override;

 private:
  std::size_t take_datagram(Bytes& bytes, boost::system::error_code& error);

  Loop& loop_;
  boost::asio::ip::udp::socket& socket_;
  Clock::time_point deadline_;
  Sent first_;
  std::optional<Endpoint> peer_;
  Clock::time_point sent_at_{};
  Clock::duration round_trip_{};
  bool peer_sent_bytes_ = false;
};

}  // namespace flowvet::probe
