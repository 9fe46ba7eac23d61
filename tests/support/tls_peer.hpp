// A TLS server on loopback with whatever certificate a test wants, made on the spot by an authority of its own.
#pragma once

#ifdef FLOWVET_TLS

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <thread>

namespace flowvet::test {

/// PEM texts.
struct KeyAndCertificate {
  std::string key;
  std::string certificate;
};

/// What a certificate says.
struct CertificateWish {
  std::string name = "localhost";  ///< common name and DNS name
  int begins_in_days = -1;
  int ends_in_days = 30;
  bool publicly_logged = false;  ///< carries what looks like a public log's timestamp
};

/// An authority named `name`: its own certificate, and what it issues.
class Authority {
 public:
  explicit Authority(const std::string& name);
  [[nodiscard]] const std::string& certificate() const { return own_.certificate; }
  [[nodiscard]] KeyAndCertificate issue(const CertificateWish& wish) const;
  static KeyAndCertificate self_signed(const CertificateWish& wish);

 private:
  KeyAndCertificate own_;
};

/// Completes TLS handshakes on 127.0.0.1, answers whatever comes first with `answer`, and keeps each connection until the client closes
/// it. Whoever does not begin with TLS is hung up on.
class TlsPeer {
 public:
  /// `client_authority`: clients must show a certificate that it issued; empty: none.
  explicit TlsPeer(const KeyAndCertificate& own, const std::string& client_authority = {}, int highest_version = 0,
                   std::string answer = {});
  ~TlsPeer();
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void serve(const std::stop_token& stop);

  boost::asio::io_context context_;
  boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_server};
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::string answer_;
  std::jthread thread_;
};

}  // namespace flowvet::test

#endif
