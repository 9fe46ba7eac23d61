// The Kerberos change-password protocol (RFC 3244) as far as a reachability test needs it.
#pragma once

#include "probe/handshakes/kerberos_message.hpp"

namespace flowvet::probe {

/// A request whose lengths are right and whose two Kerberos messages are empty: no account, no password, nothing to change.
/// Servers are silent when the lengths are wrong.
Bytes kpasswd_request();

struct KpasswdReply {
  KerberosError error;
  std::optional<std::uint16_t> result;  ///< RFC 3244 section 2: 1 malformed, 2 hard error, 3 not authenticated, ...
};

/// Exactly one reply that carries an error; nullopt for anything else, the request itself included.
std::optional<KpasswdReply> parse_kpasswd_reply(ByteView bytes);

}  // namespace flowvet::probe
