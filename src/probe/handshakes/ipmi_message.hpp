// What a baseboard management controller answers without a session: the presence ping of ASF 2.0 (section 3.2.4.2) and
// Get Channel Authentication Capabilities of IPMI 2.0 (section 22.13).
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>

namespace flowvet::probe {

/// A presence ping. `tag`: 0 to 254; 255 would mean that no answer is wanted.
Bytes rmcp_ping(std::uint8_t tag);

/// Whether this is the pong to rmcp_ping(tag) of a controller that speaks IPMI.
bool is_ipmi_pong(ByteView bytes, std::uint8_t tag);

/// Get Channel Authentication Capabilities. `sequence`: 0 to 63.
Bytes ipmi_capabilities_request(std::uint8_t sequence);

struct IpmiCapabilities {
  std::uint8_t completion = 0;  ///< 0, or why the controller refuses
  bool version2 = false;
};

/// The reply to ipmi_capabilities_request(sequence); nullopt for anything else, the request itself included.
std::optional<IpmiCapabilities> parse_ipmi_capabilities(ByteView bytes, std::uint8_t sequence);

}  // namespace flowvet::probe
