// This host's own ports, opened for as long as responders are asked to call them. A port that a program holds stays that program's.
#pragma once

#include "probe/far_end/asking.hpp"
#include "probe/loop.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <map>
#include <memory>
#include <set>
#include <tuple>

namespace flowvet::probe::far_end {

/// The session by which a call says for which check it is.
using Session = std::array<std::uint8_t, 16>;

class Doors {
 public:
  /// `keys` outlive it.
  Doors(Loop& loop, const responder::Keys& keys) : loop_(loop), keys_(keys) {}
  Doors(const Doors&) = delete;
  Doors& operator=(const Doors&) = delete;
  ~Doors();

  /// Opens the port for the family, once. ErrorKind::port_taken where a program holds it.
  NetError open(catalog::Transport transport, Family family, std::uint16_t port);

  /// Whether a call of this check has arrived at that port, made with the token.
  [[nodiscard]] bool has_called(catalog::Transport transport, std::uint16_t port, const Session& session) const;

  /// Closes every port: what waits there ends.
  void close();

 private:
  struct Door {
    explicit Door(boost::asio::io_context& context) : acceptor(context), datagrams(context) {}
    NetError error;
    boost::asio::ip::tcp::acceptor acceptor;
    boost::asio::ip::udp::socket datagrams;
    Bytes buffer;
  };
  using Key = std::tuple<catalog::Transport, Family, std::uint16_t>;

  void await_connection(Door& door, std::uint16_t port);
  void await_datagram(Door& door, std::uint16_t port);
  void read_call(std::shared_ptr<boost::asio::ip::tcp::socket> caller, std::shared_ptr<Bytes> bytes, std::uint16_t port);
  void note(catalog::Transport transport, std::uint16_t port, ByteView message);

  Loop& loop_;
  const responder::Keys& keys_;
  std::map<Key, std::unique_ptr<Door>> doors_;
  std::set<std::tuple<catalog::Transport, std::uint16_t, Session>> calls_;
};

}  // namespace flowvet::probe::far_end
