// Messages after their length in four bytes, as Kerberos (RFC 4120 section 7.2.2) and SMB over TCP ([MS-SMB2] 2.1) send them.
#pragma once

#include "probe/channel.hpp"

#include <optional>

namespace flowvet::probe {

/// The message with its length before it.
Bytes framed(ByteView message);

/// One whole message of `smallest` to `largest` bytes. An inner nullopt: the length that came is outside, so this is another service.
Task<Io<std::optional<Bytes>>> read_framed(Channel& channel, std::size_t smallest, std::size_t largest);

}  // namespace flowvet::probe
