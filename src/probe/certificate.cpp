// All texts come from the peer and are escaped where they are made.
#include "probe/certificate.hpp"

#ifdef FLOWVET_TLS

#include "flowvet/base/address.hpp"
#include "flowvet/base/text.hpp"

#include <openssl/ct.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>
#include <utility>
#include <vector>

namespace flowvet::probe {

namespace {

// Real chains have two to four certificates; a peer that sends more is not worth a longer report.
constexpr int longest_chain = 8;

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

/// Whole days from now, negative in the past.
std::string days_until(const ASN1_TIME* time) {
  int days = 0, seconds = 0;
  return ASN1_TIME_diff(&days, &seconds, nullptr, time) == 1 ? std::to_string(days) : "unreadable";
}

std::string address_text(const ASN1_OCTET_STRING* bytes) {
  const std::unique_ptr<char, void (*)(char*)> text(i2s_ASN1_OCTET_STRING(nullptr, bytes), [](char* owned) { OPENSSL_free(owned); });
  const unsigned char* octets = ASN1_STRING_get0_data(bytes);
  if (ASN1_STRING_length(bytes) != 4) return text ? text.get() : "";
  std::string dotted;
  for (int i = 0; i < 4; ++i) dotted += (i == 0 ? "" : ".") + std::to_string(octets[i]);
  return dotted;
}

/// The certificate's DNS names and addresses, as one list.
std::string alternative_names(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)), &GENERAL_NAMES_free);
  std::string list;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS && name->type != GEN_IPADD) continue;
    list += list.empty() ? "" : ", ";
    if (name->type == GEN_IPADD) {
      list += address_text(name->d.iPAddress);
    } else {
      const std::string_view text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                                  static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
      list += escape_peer_text(text);
    }
  }
  return list;
}

/// OpenSSL's reason in our words: an error number, not an enumeration.
Distrust distrust_of(long result) {
  switch (result) {
    case X509_V_OK:
      return Distrust::none;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Distrust::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Distrust::not_yet_valid;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return Distrust::self_signed;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return Distrust::unknown_issuer;
    default:
      return Distrust::invalid;
  }
}

bool names_server(X509* certificate, const std::string& server_name) {
  if (parse_address(server_name)) return X509_check_ip_asc(certificate, server_name.c_str(), 0) == 1;
  return X509_check_host(certificate, server_name.c_str(), server_name.size(), 0, nullptr) == 1;
}

/// What the verification of the chain found: issuer first, then dates. It stops at the first flaw.
std::string chain_flaw(Distrust distrust, long result, X509* certificate) {
  switch (distrust) {
    case Distrust::none:
    case Distrust::no_certificate:
    case Distrust::wrong_name:
      return {};
    case Distrust::no_roots:
      return "this host has no trusted roots to verify the certificate with";
    case Distrust::unknown_issuer:
      return "issued by " + name_text(X509_get_issuer_name(certificate)) + ", whom this host does not trust";
    case Distrust::self_signed:
      return "the certificate is self-signed";
    case Distrust::expired:
      return "a certificate of the chain has expired";
    case Distrust::not_yet_valid:
      return "a certificate of the chain is not valid yet";
    case Distrust::invalid:
      return X509_verify_cert_error_string(result);
  }
  return {};
}

/// Everything that is wrong, the chain's flaw first; the dates and the name (RFC 9525) whatever the chain is like.
Certificate judge_certificate(SSL* ssl, X509* certificate, const std::string& server_name, bool has_roots) {
  const long result = SSL_get_verify_result(ssl);
  const auto chain = distrust_of(result);
  const bool roots_missing = chain == Distrust::unknown_issuer && !has_roots;
  Certificate judged;
  const auto add = [&judged](Distrust distrust, const std::string& flaw) {
    if (judged.distrust == Distrust::none) judged.distrust = distrust;
    judged.flaw += (judged.flaw.empty() ? "" : "; ") + flaw;
  };
  if (chain != Distrust::none) {
    const auto found = roots_missing ? Distrust::no_roots : chain;
    add(found, chain_flaw(found, result, certificate));
  }
  const bool dates_told = chain == Distrust::expired || chain == Distrust::not_yet_valid;
  if (!dates_told && X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0) add(Distrust::expired, "it has expired");
  if (!dates_told && X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0) add(Distrust::not_yet_valid, "it is not valid yet");
  if (!names_server(certificate, server_name)) add(Distrust::wrong_name, "the certificate does not name " + server_name);
  return judged;
}

/// Whether timestamps of public logs came with the certificate, in it or beside it. Their signatures are not checked: who forges a
/// timestamp could as well leave the interception to somebody with a public certificate.
Issuer issuer_of(SSL* ssl) {
#ifndef OPENSSL_NO_CT
  const STACK_OF(SCT)* timestamps = SSL_get0_peer_scts(ssl);
  return timestamps != nullptr && sk_SCT_num(timestamps) > 0 ? Issuer::in_public_log : Issuer::not_in_public_log;
#else
  return ssl == nullptr ? Issuer::unknown : Issuer::unknown;
#endif
}

void add_chain(std::vector<Fact>& facts, SSL* ssl) {
  const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  for (int i = 0; chain != nullptr && i < std::min(sk_X509_num(chain), longest_chain); ++i) {
    const X509* certificate = sk_X509_value(chain, i);
    facts.emplace_back("tls.chain." + std::to_string(i),
                       name_text(X509_get_subject_name(certificate)) + ", issued by " + name_text(X509_get_issuer_name(certificate)));
  }
}

}  // namespace

TlsFacts read_tls_facts(SSL* ssl, const std::string& server_name, bool has_roots) {
  TlsFacts result;
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl), &X509_free);
  const bool finished = SSL_is_init_finished(ssl) == 1;
  if (finished) result.facts = {{"tls.version", SSL_get_version(ssl)}, {"tls.cipher", SSL_get_cipher_name(ssl)}};
  if (!certificate) {
    if (finished) result.certificate = {Distrust::no_certificate, "the peer showed no certificate", Issuer::unknown};
    return result;
  }
  X509* leaf = certificate.get();
  result.certificate = judge_certificate(ssl, leaf, server_name, has_roots);
  result.certificate.issuer = issuer_of(ssl);
  result.facts.insert(result.facts.end(), {{"tls.subject", name_text(X509_get_subject_name(leaf))},
                                           {"tls.issuer", name_text(X509_get_issuer_name(leaf))},
                                           {"tls.names", alternative_names(leaf)},
                                           {"tls.not-before", time_text(X509_get0_notBefore(leaf))},
                                           {"tls.not-after", time_text(X509_get0_notAfter(leaf))},
                                           {"tls.days-left", days_until(X509_get0_notAfter(leaf))},
                                           {"tls.public-log", result.certificate.issuer == Issuer::in_public_log ? "yes" : "no"},
                                           {"tls.verified", result.certificate.flaw.empty() ? "yes" : "no: " + result.certificate.flaw}});
  add_chain(result.facts, ssl);
  return result;
}

}  // namespace flowvet::probe

#endif
