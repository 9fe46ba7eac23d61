// NetBIOS over TCP/IP (RFC 1001 and RFC 1002): the node status of the name service and the opening of a session.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flowvet::probe {

/// A node status request (RFC 1002 section 4.2.17) for the name "*", which every node answers to.
Bytes netbios_status_request(std::uint16_t id);

struct NetbiosStatus {
  std::string computer;  ///< empty when the node lists none
  std::string domain;    ///< domain or workgroup; empty when the node lists none
};

/// The reply to netbios_status_request(id); nullopt for anything else.
std::optional<NetbiosStatus> parse_netbios_status(ByteView bytes, std::uint16_t id);

/// A session request (RFC 1002 section 4.3.2) to whichever file server the host has.
Bytes netbios_session_request();

/// The size of every answer's fixed part.
constexpr std::size_t netbios_session_header = 4;

enum class NetbiosSession : std::uint8_t { opened, refused, moved };

/// What a session service's answer begins with; nullopt for anything else.
std::optional<NetbiosSession> parse_netbios_session(ByteView header);

}  // namespace flowvet::probe
