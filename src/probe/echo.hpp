// ICMP echo messages as bytes (RFC 792, RFC 4443).
#pragma once

#include "flowvet/base/address.hpp"
#include "probe/bytes.hpp"
#include "probe/handshakes/handshake.hpp"

namespace flowvet::probe {

struct EchoRequest {
  Family family = Family::v4;
  Nonce nonce{};  ///< identifier and sequence number from its first bytes, all of it as payload
  std::size_t padding = 0;  ///< zero bytes after the payload
};

/// How long the message is without padding.
inline constexpr std::size_t echo_size = 8 + sizeof(Nonce);

/// The request with its checksum; the kernel fills in the ICMPv6 one, and the identifier on datagram sockets.
Bytes echo_request(const EchoRequest& request);

/// An echo reply with our sequence number and payload. `with_ip_header`: raw IPv4 sockets deliver that too.
bool is_echo_reply(ByteView bytes, const EchoRequest& request, bool with_ip_header);

}  // namespace flowvet::probe
