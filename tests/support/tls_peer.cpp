// Certificates by OpenSSL's own functions, so that no test needs a program or a file beyond its own.
#include "support/tls_peer.hpp"

#ifdef FLOWVET_TLS

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <boost/asio/write.hpp>

#include <array>
#include <stdexcept>
#include <vector>

namespace flowvet::test {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr long seconds_a_day = 86400;

std::string text_of(const Memory& memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(memory);
}

std::string pem(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_X509(memory.get(), certificate);
  return text_of(memory);
}

Memory reading(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

Key new_key() {
  return {EVP_EC_gen("P-256"), &EVP_PKEY_free};
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) throw std::logic_error("extension " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// A list of one timestamp (RFC 6962 section 3.3) in the right form, by a log that nobody has.
void add_log_timestamp(X509* certificate) {
  std::vector<unsigned char> list{0x04, 55, 0, 53, 0, 51, 0};                          // octet string, list, timestamp, version 1
  list.insert(list.end(), 32, 0x11);                                                   // the log
  list.insert(list.end(), {0, 0, 1, 0x90, 0, 0, 0, 0, 0, 0, 4, 3, 0, 4, 1, 2, 3, 4});  // time, no extensions, ECDSA, signature
  list[1] = static_cast<unsigned char>(list.size() - 2);
  list[3] = static_cast<unsigned char>(list.size() - 4);
  list[5] = static_cast<unsigned char>(list.size() - 6);
  ASN1_OCTET_STRING* value = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(value, list.data(), static_cast<int>(list.size()));
  X509_EXTENSION* extension = X509_EXTENSION_create_by_NID(nullptr, NID_ct_precert_scts, 0, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  ASN1_OCTET_STRING_free(value);
}

/// `issuer` and `issuer_key`: nullptr for a certificate that signs itself.
KeyAndCertificate make(const CertificateWish& wish, bool authority, X509* issuer, EVP_PKEY* issuer_key) {
  static long serial = 1000;
  const Key key = new_key();
  const Certificate certificate(X509_new(), &X509_free);
  X509* x509 = certificate.get();
  X509_set_version(x509, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(x509), wish.begins_in_days * seconds_a_day);
  X509_gmtime_adj(X509_getm_notAfter(x509), wish.ends_in_days * seconds_a_day);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(wish.name.c_str()),
                             -1, -1, 0);
  X509_set_issuer_name(x509, X509_get_subject_name(issuer == nullptr ? x509 : issuer));
  X509_set_pubkey(x509, key.get());
  add_extension(x509, issuer == nullptr ? x509 : issuer, NID_basic_constraints, authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (!authority) add_extension(x509, issuer == nullptr ? x509 : issuer, NID_subject_alt_name, "DNS:" + wish.name);
  if (wish.publicly_logged) add_log_timestamp(x509);
  X509_sign(x509, issuer_key == nullptr ? key.get() : issuer_key, EVP_sha256());
  return {pem(key.get()), pem(x509)};
}

}  // namespace

Authority::Authority(const std::string& name) : own_(make({name, -1, 365, false}, true, nullptr, nullptr)) {}

KeyAndCertificate Authority::issue(const CertificateWish& wish) const {
  const Certificate issuer(PEM_read_bio_X509(reading(own_.certificate).get(), nullptr, nullptr, nullptr), &X509_free);
  const Key key(PEM_read_bio_PrivateKey(reading(own_.key).get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  auto issued = make(wish, false, issuer.get(), key.get());
  issued.certificate += own_.certificate;  // the whole chain is shown
  return issued;
}

KeyAndCertificate Authority::self_signed(const CertificateWish& wish) {
  return make(wish, false, nullptr, nullptr);
}

TlsPeer::TlsPeer(const KeyAndCertificate& own, const std::string& client_authority, int highest_version, std::string answer)
    : acceptor_(context_, {asio::ip::address_v4::loopback(), 0}), port_(acceptor_.local_endpoint().port()), answer_(std::move(answer)) {
  tls_.use_certificate_chain(asio::buffer(own.certificate));
  tls_.use_private_key(asio::buffer(own.key), asio::ssl::context::pem);
  if (highest_version != 0) SSL_CTX_set_max_proto_version(tls_.native_handle(), highest_version);
  if (!client_authority.empty()) {
    tls_.add_certificate_authority(asio::buffer(client_authority));
    tls_.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

TlsPeer::~TlsPeer() {
  thread_.request_stop();
  boost::system::error_code ignored;
  tcp::socket last(context_);
  last.connect({asio::ip::address_v4::loopback(), port_}, ignored);
  last.close(ignored);
  thread_.join();
}

void TlsPeer::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    boost::system::error_code error;
    asio::ssl::stream<tcp::socket> stream(acceptor_.accept(context_, error), tls_);
    if (error || stop.stop_requested()) return;
    stream.handshake(asio::ssl::stream_base::server, error);
    std::array<char, 256> bytes{};
    if (!error) stream.read_some(asio::buffer(bytes), error);
    if (!error) asio::write(stream, asio::buffer(answer_), error);
    while (!error) stream.read_some(asio::buffer(bytes), error);
  }
}

}  // namespace flowvet::test

#endif
