// DNS messages (RFC 1035) as far as a reachability test needs them.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace flowvet::probe {

/// A query for the name servers of the root: every server has an answer or a refusal ready.
Bytes dns_query(std::uint16_t id);

/// What a reply to dns_query says.
struct DnsReply {
  std::uint8_t rcode = 0;
  bool authoritative = false;
  bool recursion_available = false;
};

/// The reply to dns_query(id); nullopt when it is anything else, the query itself included.
std::optional<DnsReply> parse_dns_reply(ByteView bytes, std::uint16_t id);

/// "NOERROR", "REFUSED", ...
std::string rcode_text(std::uint8_t rcode);

}  // namespace flowvet::probe
