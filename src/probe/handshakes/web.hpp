// What handshakes over HTTP share: whether the port is one that speaks TLS.
#pragma once

#include "probe/handshakes/handshake.hpp"

namespace flowvet::probe {

/// Ports of the paper on which HTTP and LDAP are spoken inside TLS; on every other port the dialogue begins in the clear.
bool speaks_tls(std::uint16_t port);

/// TLS with the documented name where the peer's port speaks it; else nothing, and empty facts.
Task<Io<TlsFacts>> secure_if_needed(Channel& channel, Peer peer);

}  // namespace flowvet::probe
