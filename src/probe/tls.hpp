// TLS client side for handshakes: completes the handshake whatever the certificate, and keeps what was seen. Without OpenSSL
// (FLOWVET_TLS off) the same functions say that this build cannot.
#pragma once

#include "probe/channel.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>

#ifdef FLOWVET_TLS
#include <boost/asio/ssl.hpp>
#endif

namespace flowvet::probe {

#ifdef FLOWVET_TLS

using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

/// The client context of one loop, made when first needed: the system's trusted roots, TLS 1.2 and later.
class TlsSettings {
 public:
  boost::asio::ssl::context& context();

 private:
  std::unique_ptr<boost::asio::ssl::context> context_;
};

/// Performs the handshake on `stream` with SNI `server_name` (none where that is an address).
Task<Io<TlsFacts>> tls_handshake(TlsStream& stream, std::string server_name);

/// The portable kind of an error of the stream.
NetError tls_error(const boost::system::error_code& error);

#else

class TlsStream {};
class TlsSettings {};

#endif

/// What ErrorKind::tls means in words: the peer's alert, or what was wrong with its bytes.
std::string tls_error_text(const NetError& error);

/// Whether the peer answered our ClientHello with an alert (RFC 8446 section 6): it speaks TLS and refuses us.
bool is_tls_alert(const NetError& error);

}  // namespace flowvet::probe
