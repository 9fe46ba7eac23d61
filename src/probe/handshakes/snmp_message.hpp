// SNMP version 3 engine discovery (RFC 3414 section 4): the only question that an agent answers without any credentials.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>

namespace flowvet::probe {

/// A request that names no engine and no user. Both ids: 2^30 to 2^31-1.
Bytes snmp_discovery(std::uint32_t message_id, std::uint32_t request_id);

struct SnmpReport {
  Bytes engine_id;            ///< RFC 3411: 5 to 32 bytes
  std::uint32_t boots = 0;    ///< how often the engine has started
  std::uint32_t seconds = 0;  ///< since it last did
};

/// The Report that answers message `message_id`; nullopt for anything else, the request itself included.
std::optional<SnmpReport> parse_snmp_report(ByteView bytes, std::uint32_t message_id);

}  // namespace flowvet::probe
