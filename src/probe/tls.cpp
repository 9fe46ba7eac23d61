// Verification never stops a handshake: its result is kept as evidence, together with what certificate.cpp
// reads from it.
#include "probe/tls.hpp"

#ifdef FLOWVET_TLS

#include "flowvet/base/address.hpp"
#include "probe/certificate.hpp"
#include "probe/os/os.hpp"
#include "probe/roots.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <filesystem>
#include <utility>

namespace flowvet::probe {

namespace asio = boost::asio;

namespace {

/// Where a connection notes that the peer asked for a client certificate: OpenSSL keeps it beside the connection.
int asked_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

/// We have none to show. Returning 0 goes on without one; the peer decides.
int on_certificate_request(SSL* ssl, X509**, EVP_PKEY**) {
  SSL_set_ex_data(ssl, asked_index(), ssl);
  return 0;
}

bool was_asked_for_certificate(SSL* ssl) {
  return SSL_get_ex_data(ssl, asked_index()) != nullptr;
}

/// One name in the form of ALPN: a byte for its length, then the name. None is offered where it is empty.
void offer(SSL* ssl, const std::string& protocol) {
  if (protocol.empty()) return;
  const std::string list = static_cast<char>(protocol.size()) + protocol;
  SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(list.data()), static_cast<unsigned>(list.size()));
}

int reason_of(const NetError& error) {
  return ERR_GET_REASON(static_cast<unsigned long>(error.code));
}

/// Up to TLS 1.2 a server that misses our certificate has only general alerts to say so (RFC 5246 7.2.2); 1.3 has one of its own.
bool is_refusal_without_certificate(const NetError& error) {
  if (error.kind != ErrorKind::tls) return false;
  const int reason = reason_of(error);
  return reason == SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE || reason == SSL_R_SSLV3_ALERT_BAD_CERTIFICATE ||
         reason == SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN || reason == SSL_R_TLSV1_ALERT_ACCESS_DENIED;
}

}  // namespace

bool TlsSettings::load_roots(asio::ssl::context& context) {
  const std::string roots = find_roots();
  if (roots.empty()) return false;
  boost::system::error_code unreadable;
  std::error_code error;
  if (std::filesystem::is_directory(roots, error))
    context.add_verify_path(roots, unreadable);
  else
    context.load_verify_file(roots, unreadable);
  return !unreadable;
}

asio::ssl::context& TlsSettings::context() {
  if (!context_) {
    context_ = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    context_->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    context_->set_verify_mode(asio::ssl::verify_none);
    has_roots_ = load_roots(*context_);
    SSL_CTX_set_client_cert_cb(context_->native_handle(), on_certificate_request);
#ifndef OPENSSL_NO_CT
    SSL_CTX_enable_ct(context_->native_handle(), SSL_CT_VALIDATION_PERMISSIVE);  // asks for timestamps, refuses nobody
#endif
  }
  return *context_;
}

NetError tls_error(const boost::system::error_code& error) {
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) return {ErrorKind::closed, 0};
  if (error == asio::error::operation_aborted) return {ErrorKind::timed_out, 0};
  if (error.category() == asio::error::get_ssl_category()) {
    const NetError found{ErrorKind::tls, error.value()};
    return {reason_of(found) == SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED ? ErrorKind::wants_certificate : found.kind, found.code};
  }
  return os::to_net_error(error.value());
}

Task<TlsEnd> tls_handshake(TlsStream& stream, std::string server_name, std::string protocol, bool has_roots) {
  SSL* ssl = stream.native_handle();
  offer(ssl, protocol);
  if (!parse_address(server_name)) SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, server_name.data());
  boost::system::error_code error;
  co_await stream.async_handshake(asio::ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, error));
  TlsEnd end{read_tls_facts(ssl, server_name, has_roots), {}};
  const bool asked = was_asked_for_certificate(ssl);
  if (asked) end.learnt.facts.emplace_back("tls.client-certificate", "asked for");
  if (error) end.error = tls_error(error);
  if (asked && is_refusal_without_certificate(end.error)) end.error.kind = ErrorKind::wants_certificate;
  co_return end;
}

std::string tls_error_text(const NetError& error) {
  const char* reason = ERR_reason_error_string(static_cast<unsigned long>(error.code));
  return reason == nullptr ? "TLS error" : reason;
}

std::optional<std::string> tls_alert(const NetError& error) {
  const int reason = reason_of(error);
  if (reason < SSL_AD_REASON_OFFSET) return std::nullopt;
  // OpenSSL puts the version that brought an alert before its name, whatever was spoken: "sslv3 alert handshake failure".
  constexpr std::string_view before_name = " alert ";
  std::string name = tls_error_text(error);
  if (const auto at = name.find(before_name); at != std::string::npos) name.erase(0, at + before_name.size());
  return std::to_string(reason - SSL_AD_REASON_OFFSET) + ' ' + name;
}

}  // namespace flowvet::probe

#else

namespace flowvet::probe {

std::string tls_error_text(const NetError&) { return "TLS error"; }
std::optional<std::string> tls_alert(const NetError&) {
  return std::nullopt;
}

}  // namespace flowvet::probe

#endif
