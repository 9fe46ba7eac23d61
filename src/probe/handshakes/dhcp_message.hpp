// DHCPINFORM and its DHCPACK (RFC 2131, RFC 2132): a question about parameters that takes no lease.
#pragma once

#include "flowvet/base/address.hpp"
#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace flowvet::probe {

/// Asks as the host with the address `own`, which must be IPv4: the server sends its answer to port 68 there.
Bytes dhcp_inform(std::uint32_t xid, const IpAddress& own);

struct DhcpAck {
  IpAddress server;         ///< option 54, the server identifier
  std::string boot_server;  ///< option 66 or the header's field, as it came; empty where none is named
  std::string boot_file;    ///< option 67 or the header's field, as it came; empty where none is named
};

/// The acknowledgement of our request; nullopt for anything else, the request itself included.
std::optional<DhcpAck> parse_dhcp_ack(ByteView bytes, std::uint32_t xid);

/// Whether this is a server's message to another request: of an earlier attempt, or of this host's own DHCP client.
bool is_dhcp_reply_to_another(ByteView bytes, std::uint32_t xid);

}  // namespace flowvet::probe
