// The WebSocket handshake's challenge and answer (RFC 6455 section 4).
#pragma once

#include "probe/bytes.hpp"

#include <string>
#include <string_view>

namespace flowvet::probe {

/// Base64 (RFC 4648) with padding.
std::string base64_text(ByteView bytes);

/// What a server must say in Sec-WebSocket-Accept to a client's Sec-WebSocket-Key.
std::string websocket_accept(std::string_view key);

}  // namespace flowvet::probe
