// STUN Binding (RFC 8489), which TURN servers answer as well.
#pragma once

#include "flowvet/base/address.hpp"
#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace flowvet::probe {

constexpr std::size_t stun_id_size = 12;

/// A Binding request. `id`: stun_id_size random bytes.
Bytes stun_request(ByteView id);

struct StunReply {
  bool success = false;             ///< else the server refuses
  std::optional<IpAddress> mapped;  ///< our address as the server sees it
  std::string software;             ///< empty when it does not say
};

/// The reply to stun_request(id); nullopt for anything else, the request itself included.
std::optional<StunReply> parse_stun_reply(ByteView bytes, ByteView id);

}  // namespace flowvet::probe
