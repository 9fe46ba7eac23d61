// The first words of an RFB server (RFC 6143 section 7.1.1).
#pragma once

#include "probe/bytes.hpp"

#include <optional>
#include <string>

namespace flowvet::probe {

inline constexpr std::size_t vnc_version_size = 12;

/// "003.008" of `RFB 003.008\n`; nullopt for other bytes.
std::optional<std::string> parse_vnc_version(ByteView bytes);

/// The reason that follows the version where the server refuses at once (version 3.3: a zero and a counted text); nullopt when it
/// does not, or not wholly.
std::optional<std::string> parse_vnc_refusal(ByteView after_version);

}  // namespace flowvet::probe
