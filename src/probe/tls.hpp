// TLS client side for handshakes: completes the handshake whatever the certificate, and keeps what was seen. Without OpenSSL
// (FLOWVET_TLS off) the same functions say that this build cannot.
#pragma once

#include "probe/channel.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <optional>
#include <string>

#ifdef FLOWVET_TLS
#include <boost/asio/ssl.hpp>
#endif

namespace flowvet::probe {

#ifdef FLOWVET_TLS

using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

/// The client context of one loop, made when first needed: this host's trusted roots, TLS 1.2 and later.
class TlsSettings {
 public:
  boost::asio::ssl::context& context();
  /// Whether this host trusts anybody; known once context() was called.
  [[nodiscard]] bool has_roots() const { return has_roots_; }

 private:
  static bool load_roots(boost::asio::ssl::context& context);

  bool has_roots_ = false;
  std::unique_ptr<boost::asio::ssl::context> context_;
};

/// How a handshake ended. A peer that refuses us, for want of a client certificate or otherwise, may have shown its own before.
struct TlsEnd {
  TlsFacts learnt;
  NetError error;
};

/// Performs the handshake on `stream` with SNI `server_name` (none where that is an address), offering `protocol` unless it is empty.
Task<TlsEnd> tls_handshake(TlsStream& stream, std::string server_name, std::string protocol, bool has_roots);

/// The portable kind of an error of the stream.
NetError tls_error(const boost::system::error_code& error);

#else

class TlsStream {};
class TlsSettings {};

#endif

/// What ErrorKind::tls means in words: the peer's alert, or what was wrong with its bytes.
std::string tls_error_text(const NetError& error);

/// Number and name of the alert by which the peer refused us (RFC 8446 section 6), "40 handshake failure": then it speaks TLS.
std::optional<std::string> tls_alert(const NetError& error);

}  // namespace flowvet::probe
