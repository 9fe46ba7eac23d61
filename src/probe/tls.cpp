// Verification never stops a handshake: its result is kept as evidence, together with chain, names and expiry.
#include "probe/tls.hpp"

#ifdef FLOWVET_TLS

#include "flowvet/base/address.hpp"
#include "flowvet/base/text.hpp"
#include "probe/os/os.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <utility>

namespace flowvet::probe {

namespace asio = boost::asio;

namespace {

std::string name_text(const X509_NAME* name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
  X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return escape_peer_text({data, static_cast<std::size_t>(size)});
}

/// ISO 8601, UTC.
std::string time_text(const ASN1_TIME* time) {
  std::tm moment{};
  if (ASN1_TIME_to_tm(time, &moment) != 1) return "unreadable";
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &moment)};
}

/// The certificate's DNS names and addresses, as one list.
std::string alternative_names(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)), &GENERAL_NAMES_free);
  std::string list;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS) continue;
    const std::string_view text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                                static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
    list += (list.empty() ? "" : ", ") + escape_peer_text(text);
  }
  return list;
}

/// Why the certificate does not stand for `server_name`, or nothing. Roots and dates first, then the name (RFC 9525).
std::string distrust(SSL* ssl, X509* certificate, const std::string& server_name) {
  if (const long result = SSL_get_verify_result(ssl); result != X509_V_OK) return X509_verify_cert_error_string(result);
  const bool matches = parse_address(server_name) ? X509_check_ip_asc(certificate, server_name.c_str(), 0) == 1
                                                  : X509_check_host(certificate, server_name.c_str(), server_name.size(), 0, nullptr) == 1;
  return matches ? std::string{} : "the certificate does not name " + server_name;
}

TlsFacts facts_of(SSL* ssl, const std::string& server_name) {
  TlsFacts result;
  result.facts = {{"tls.version", SSL_get_version(ssl)}, {"tls.cipher", SSL_get_cipher_name(ssl)}};
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl), &X509_free);
  if (!certificate) {
    result.untrusted = "the peer showed no certificate";
    return result;
  }
  result.untrusted = distrust(ssl, certificate.get(), server_name);
  result.facts.insert(result.facts.end(), {{"tls.subject", name_text(X509_get_subject_name(certificate.get()))},
                                           {"tls.issuer", name_text(X509_get_issuer_name(certificate.get()))},
                                           {"tls.names", alternative_names(certificate.get())},
                                           {"tls.not-before", time_text(X509_get0_notBefore(certificate.get()))},
                                           {"tls.not-after", time_text(X509_get0_notAfter(certificate.get()))},
                                           {"tls.verified", result.untrusted.empty() ? "yes" : "no: " + result.untrusted}});
  return result;
}

}  // namespace

asio::ssl::context& TlsSettings::context() {
  if (!context_) {
    context_ = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    context_->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    boost::system::error_code no_roots;  // then nothing verifies, and the report says so
    context_->set_default_verify_paths(no_roots);
    context_->set_verify_mode(asio::ssl::verify_none);
  }
  return *context_;
}

NetError tls_error(const boost::system::error_code& error) {
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) return {ErrorKind::closed, 0};
  if (error == asio::error::operation_aborted) return {ErrorKind::timed_out, 0};
  if (error.category() == asio::error::get_ssl_category()) return {ErrorKind::tls, error.value()};
  return os::to_net_error(error.value());
}

Task<Io<TlsFacts>> tls_handshake(TlsStream& stream, std::string server_name) {
  SSL* ssl = stream.native_handle();
  if (!parse_address(server_name)) SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, server_name.data());
  boost::system::error_code error;
  co_await stream.async_handshake(asio::ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return tls_error(error);
  co_return facts_of(ssl, server_name);
}

std::string tls_error_text(const NetError& error) {
  const char* reason = ERR_reason_error_string(static_cast<unsigned long>(error.code));
  return reason == nullptr ? "TLS error" : reason;
}

bool is_tls_alert(const NetError& error) {
  return ERR_GET_REASON(static_cast<unsigned long>(error.code)) >= SSL_AD_REASON_OFFSET;
}

}  // namespace flowvet::probe

#else

namespace flowvet::probe {

std::string tls_error_text(const NetError&) { return "TLS error"; }
bool is_tls_alert(const NetError&) { return false; }

}  // namespace flowvet::probe

#endif
