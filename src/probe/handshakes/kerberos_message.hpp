// Kerberos 5 messages (RFC 4120) as far as a reachability test needs them: a request that no KDC can grant, and the error.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowvet::probe {

/// An AS-REQ without a client for the ticket service of a realm that exists nowhere. It names no account, so that none can be
/// locked or counted as attacked, and no KDC has a ticket for it. `nonce`: 2^30 to 2^31-1.
Bytes kerberos_request(const std::string& realm, std::uint32_t nonce);

/// A KRB-ERROR.
struct KerberosError {
  std::uint32_t code = 0;
  double server_time = 0;            ///< seconds since 1970
  std::string client_realm;          ///< empty when absent; with code 68 the realm that would be right
  std::string realm;                 ///< of the service
  std::vector<std::string> service;  ///< the service's name, in parts
  Bytes data;                        ///< e-data; empty when absent
};

/// Exactly one KRB-ERROR; nullopt for anything else.
std::optional<KerberosError> parse_kerberos_error(ByteView bytes);

/// Whether the error is about a request for this realm. KRB-ERROR repeats no nonce: a random realm is what identifies the request.
bool is_about(const KerberosError& error, const std::string& realm);

/// "6 KDC_ERR_C_PRINCIPAL_UNKNOWN", or the number alone.
std::string kerberos_error_text(std::uint32_t code);

}  // namespace flowvet::probe
