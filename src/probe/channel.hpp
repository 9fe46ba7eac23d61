// What a handshake talks through: a connected stream or a datagram socket in a run, a script in tests.
// Every verb ends by the deadline of the whole dialogue and never throws: what the network did is an Io error.
#pragma once

#include "flowvet/probe/observation.hpp"
#include "probe/bytes.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace flowvet::probe {

/// Called by Io::value() on an error: asking for a value that is not there is a bug of the caller.
[[noreturn]] inline void throw_exception_from_error(const NetError&, const boost::source_location&) {
  throw std::logic_error("no value: the network failed");
}

/// A value, or what the network did instead.
template <class T>
using Io = boost::system::result<T, NetError>;

template <class T>
using Task = boost::asio::awaitable<T>;

/// What a completed TLS handshake showed.
struct TlsFacts {
  std::vector<Fact> facts;
  Certificate certificate;

  /// The peer is who it was asked to be. False without TLS.
  [[nodiscard]] bool authentic() const { return !facts.empty() && certificate.distrust == Distrust::none; }
};

class Channel {
 public:
  Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  virtual ~Channel() = default;

  /// Sends all bytes; on a datagram channel as one datagram.
  virtual Task<Io<void>> write(Bytes bytes) = 0;

  /// Client side of TLS from here on. `server_name` is the documented name: sent as SNI and compared with the certificate.
  /// A certificate that does not verify does not stop the handshake; TlsFacts says so.
  virtual Task<Io<TlsFacts>> start_tls(std::string server_name) = 0;

  /// The same on a new connection to the same peer that begins with TLS and offers `protocol` (ALPN, RFC 7301), for services that
  /// close on whoever does not. ErrorKind::unsupported where there is no second connection to be had.
  virtual Task<Io<TlsFacts>> reconnect_with_tls(std::string server_name, std::string protocol);

  /// At least one byte and at most `limit`, or one whole datagram cut to `limit`. ErrorKind::closed when the peer has finished.
  Task<Io<Bytes>> read_some(std::size_t limit);

  /// Exactly `count` bytes.
  Task<Io<Bytes>> read_exactly(std::size_t count);

  /// One line without its CR LF or LF. ErrorKind::too_big when it is longer than `limit`.
  Task<Io<std::string>> read_line(std::size_t limit);

  /// Everything until the peer closes, cut at `limit`.
  Task<Io<Bytes>> read_to_end(std::size_t limit);

 protected:
  /// What read_some does when nothing is left over from an earlier read.
  virtual Task<Io<Bytes>> receive(std::size_t limit) = 0;

  /// Bytes that came and were not read yet belong to the connection that they came over.
  void forget_left_over() { left_over_.clear(); }
  /// Whether bytes have arrived that nobody has asked for yet.
  [[nodiscard]] bool has_left_over() const { return !left_over_.empty(); }

 private:
  Task<Io<Bytes>> take_left_over(std::size_t limit);

  Bytes left_over_;
};

}  // namespace flowvet::probe
