// TACACS+ packets (RFC 8907 section 4): the header is in the clear, the body hidden by the shared secret.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace flowvet::probe {

inline constexpr std::size_t tacacs_header_size = 12;

/// An authentication START. Its body is random: to a server, which would unhide it with its own secret, one wrong secret is like
/// any other, and nothing in it names a user.
Bytes tacacs_start(std::uint32_t session, ByteView body);

/// The same with a body that the secret opens: the beginning of a login that names nobody, so that the server asks who it is.
/// nullopt without MD5.
std::optional<Bytes> tacacs_login(std::uint32_t session, std::string_view secret);

/// Whether the body of the reply with this header opens with the secret: status and lengths then fit (section 5.2). One reply in
/// some two million fits by chance. False for a body that is not hidden at all.
bool is_authentic_tacacs_reply(ByteView header, ByteView body, std::string_view secret);

/// The size of the body that follows the header of a reply to tacacs_start(session); nullopt when it is another packet.
std::optional<std::size_t> tacacs_reply_size(ByteView header, std::uint32_t session);

}  // namespace flowvet::probe
