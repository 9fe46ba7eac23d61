// The first exchange of RDP ([MS-RDPBCGR] 2.2.1.1 and 2.2.1.2): an X.224 connection and the choice of a security protocol.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>

namespace flowvet::probe {

/// A connection request that offers TLS and CredSSP.
Bytes rdp_request();

constexpr std::size_t rdp_header_size = 4;

/// The whole size of the confirmation with this header; nullopt when it is none.
std::optional<std::size_t> rdp_reply_size(ByteView header);

enum class RdpSecurity : std::uint32_t { standard = 0, tls = 1, credssp = 2 };

struct RdpReply {
  RdpSecurity security = RdpSecurity::standard;
  std::optional<std::uint32_t> failure;  ///< why the server wants none of the offered ([MS-RDPBCGR] 2.2.1.2.2)
};

/// The confirmation, header included; nullopt for anything else, the request itself included.
std::optional<RdpReply> parse_rdp_reply(ByteView bytes);

}  // namespace flowvet::probe
