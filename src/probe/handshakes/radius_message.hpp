// RADIUS packets (RFC 2865, RFC 2869, RFC 5997): requests that cannot succeed, with and without the shared secret, and replies.
#pragma once

#include "probe/bytes.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace flowvet::probe {

inline constexpr std::size_t radius_authenticator_size = 16;

/// An Access-Request for a user who exists nowhere. `authenticator` and `password` are 16 random bytes each; without the
/// secret no password could be sent even if there were one.
Bytes radius_request(std::uint8_t id, ByteView authenticator, ByteView password);

/// The same from somebody who knows the secret: a hidden password and a Message-Authenticator. nullopt without MD5.
std::optional<Bytes> signed_radius_request(std::uint8_t id, ByteView authenticator, std::string_view secret);

/// "Are you there?" (RFC 5997), which changes nothing on the server. nullopt without MD5.
std::optional<Bytes> radius_status_request(std::uint8_t id, ByteView authenticator, std::string_view secret);

enum class RadiusCode : std::uint8_t { accept = 2, reject = 3, accounting_response = 5, challenge = 11 };

inline constexpr std::array access_replies{RadiusCode::accept, RadiusCode::reject, RadiusCode::challenge};

/// The code of a well-formed reply to request `id`; nullopt for anything else, the request itself included. Whether it comes from
/// somebody who knows the secret is another question.
std::optional<RadiusCode> parse_radius_reply(ByteView bytes, std::uint8_t id, std::span<const RadiusCode> possible = access_replies);

/// Whether a reply that parse_radius_reply() accepts was made with the secret for the request with this authenticator: its Response
/// Authenticator and, where it has one, its Message-Authenticator fit.
bool is_authentic_radius_reply(ByteView bytes, ByteView request_authenticator, std::string_view secret);

}  // namespace flowvet::probe
