// RADIUS (RFC 2865) without the shared secret: a request that cannot succeed, and the code of the reply.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>

namespace flowvet::probe {

/// An Access-Request for a user who exists nowhere. `authenticator` and `password` are 16 random bytes each; without the
/// secret no password could be sent even if there were one.
Bytes radius_request(std::uint8_t id, ByteView authenticator, ByteView password);

enum class RadiusCode : std::uint8_t { accept = 2, reject = 3, challenge = 11 };

/// The reply to request `id`; nullopt for anything else, the request itself included. Its authenticator cannot be checked.
std::optional<RadiusCode> parse_radius_reply(ByteView bytes, std::uint8_t id);

}  // namespace flowvet::probe
