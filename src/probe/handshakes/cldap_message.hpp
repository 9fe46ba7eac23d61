// The question by which clients find a domain controller ([MS-ADTS] 6.3.3): an LDAP search in one datagram, and its answer.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace flowvet::probe {

/// The search for the attribute Netlogon of the rootDSE, for whichever domain the server has. `id` is the message id, 1 to 2^31-1.
Bytes cldap_request(std::uint32_t id);

/// What a domain controller says of itself (NETLOGON_SAM_LOGON_RESPONSE_EX, [MS-ADTS] 6.3.1.9).
struct Netlogon {
  std::string forest;
  std::string domain;
  std::string host;
  std::string server_site;
  std::string client_site;  ///< empty when no subnet of the directory holds our address
  bool paused = false;      ///< it asks clients to go elsewhere for now
};

/// The value of the attribute Netlogon; nullopt for any other form.
std::optional<Netlogon> parse_netlogon(ByteView bytes);

}  // namespace flowvet::probe
