// TACACS+ packets (RFC 8907 section 4): the header is in the clear, the body hidden by the shared secret.
#pragma once

#include "probe/bytes.hpp"

#include <optional>

namespace flowvet::probe {

inline constexpr std::size_t tacacs_header_size = 12;

/// An authentication START. Its body is random: to a server, which would unhide it with its own secret, one wrong secret is like
/// any other, and nothing in it names a user.
Bytes tacacs_start(std::uint32_t session, ByteView body);

/// The size of the body that follows the header of a reply to tacacs_start(session); nullopt when it is another packet.
std::optional<std::size_t> tacacs_reply_size(ByteView header, std::uint32_t session);

}  // namespace flowvet::probe
