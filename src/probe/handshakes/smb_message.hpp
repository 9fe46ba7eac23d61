// SMB 2 NEGOTIATE ([MS-SMB2] 2.2.3 and 2.2.4), which precedes every login and needs none.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>

namespace flowvet::probe {

/// A NEGOTIATE request for SMB 2.0.2 to 3.0.2; 3.1.1 would need contexts, and a server that insists on it says so.
/// `client_guid` is 16 bytes.
Bytes smb_negotiate(ByteView client_guid);

struct SmbReply {
  std::uint32_t status = 0;   ///< NTSTATUS; the rest is only there when it is 0
  std::uint16_t dialect = 0;  ///< e.g. 0x0302
  bool signing_required = false;
  double server_time = 0;  ///< seconds since 1970
};

/// A server's reply to smb_negotiate, an error included; nullopt for anything else, the request itself included.
std::optional<SmbReply> parse_smb_reply(ByteView bytes);

}  // namespace flowvet::probe
