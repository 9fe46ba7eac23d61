// The UDT 4 connection handshake (draft-gg-udt-03 section 5), which EDT is built on.
#pragma once

#include "probe/bytes.hpp"

#include <optional>

namespace flowvet::probe {

struct UdtIds {
  std::uint32_t socket = 0;    ///< ours; the server addresses its reply to it
  std::uint32_t sequence = 0;  ///< our first sequence number
};

/// The first phase: asks for a cookie. No connection exists before the cookie is sent back, which is never done.
Bytes udt_hello(UdtIds ids);

enum class UdtAnswer : std::uint8_t { cookie, refusal };

/// A reply addressed to our socket; nullopt for anything else, the hello itself included.
std::optional<UdtAnswer> parse_udt_reply(ByteView bytes, UdtIds ids);

}  // namespace flowvet::probe
