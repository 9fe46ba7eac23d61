// The digests of protocols that are older than better ones: RADIUS and TACACS+ are built on MD5.
#pragma once

#include "probe/bytes.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace flowvet::probe {

using Md5 = std::array<std::uint8_t, 16>;

/// nullopt where this build has no OpenSSL, or the system's OpenSSL forbids MD5 (FIPS mode).
std::optional<Md5> md5(ByteView bytes);

/// RFC 2104 with MD5. nullopt as above.
std::optional<Md5> hmac_md5(ByteView key, ByteView bytes);

}  // namespace flowvet::probe
