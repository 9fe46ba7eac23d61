// Message digests: MD5 for protocols that are older than better ones (RADIUS, TACACS+), SHA-256 for our own responder.
#pragma once

#include "probe/bytes.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace flowvet::probe {

using Md5 = std::array<std::uint8_t, 16>;
using Sha256 = std::array<std::uint8_t, 32>;

/// nullopt where this build has no OpenSSL, or the system's OpenSSL forbids MD5 (FIPS mode).
std::optional<Md5> md5(ByteView bytes);

/// RFC 2104 with MD5. nullopt as above.
std::optional<Md5> hmac_md5(ByteView key, ByteView bytes);

/// RFC 2104 with SHA-256 (RFC 4231). nullopt where this build has no OpenSSL.
std::optional<Sha256> hmac_sha256(ByteView key, ByteView bytes);

/// Takes as long for tags that differ in the first byte as for those that differ in the last.
bool equal_in_constant_time(ByteView a, ByteView b);

}  // namespace flowvet::probe
