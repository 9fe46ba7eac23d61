// LDAP messages (RFC 4511): the anonymous search of the rootDSE (RFC 4512 section 5.1), which needs no bind.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace flowvet::probe {

/// A search of the rootDSE for these attributes. `id` is the message id, 1 to 2^31-1.
Bytes ldap_root_search(std::uint32_t id, const std::vector<std::string>& attributes);

/// The order of attribute names, in which upper and lower case do not differ (RFC 4512 section 2.5).
struct AttributeOrder {
  bool operator()(const std::string& a, const std::string& b) const;
};

struct LdapReply {
  enum class Kind : std::uint8_t { entry, done, notice };
  Kind kind = Kind::done;
  std::map<std::string, std::string, AttributeOrder> attributes;  ///< of an entry: the first value of each
};

/// One LDAPMessage that answers request `id` (a notice of disconnection has id 0); nullopt for anything else.
std::optional<LdapReply> parse_ldap_reply(ByteView bytes, std::uint32_t id);

}  // namespace flowvet::probe
