// A peer made of a script: handshakes run against it without sockets. fail_at_every_step replays the same script with each of the
// peer's lines cut, garbled, stalled or reset, and the handshake must never call that a proof.
#pragma once

#include "probe/handshakes/handshake.hpp"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace flowvet::test {

using probe::Bytes;
using probe::ErrorKind;
using probe::Finding;
using probe::Io;

/// What the peer does, in order. After the last step it stays silent.
class Script {
 public:
  /// The client must write exactly these bytes.
  Script& expects(Bytes bytes);
  /// The client must write something.
  Script& expects_anything();
  /// The peer sends these bytes; on a datagram channel, one datagram.
  Script& replies(Bytes bytes);
  Script& replies(std::string_view text);
  /// The peer sends back whatever the client wrote last.
  Script& echoes();
  /// The client must ask for TLS; the handshake succeeds with these facts.
  Script& agrees_to_tls(probe::TlsFacts facts = {});
  /// The peer ends this connection; the client must come back with TLS, offering `protocol`.
  Script& hangs_up_until_tls(std::string protocol, probe::TlsFacts facts = {});
  /// Every further read ends with this error.
  Script& ends_with(ErrorKind kind);

  struct Step {
    enum class Kind { expect, expect_anything, reply, echo, tls, new_connection, end };
    Kind kind = Kind::end;
    Bytes bytes;
    probe::TlsFacts tls;
    ErrorKind error = ErrorKind::none;
  };
  std::vector<Step> steps;
};

/// What every scripted peer's client believes: 2026-01-01 00:00:00 UTC, and it stays so.
std::chrono::system_clock::time_point scripted_now();

/// The peer of every scripted test: name "peer.example", a fixed nonce, a clock that stands still.
probe::Peer scripted_peer(std::uint16_t port = 0);

/// Runs the dialogue to its end. Fails the test when the client departs from the script.
Io<Finding> play(probe::Dialogue dialogue, const Script& script, const probe::Peer& peer = scripted_peer(), bool datagrams = false);

/// True when the dialogue ended with Reply::valid.
bool proves(const Io<Finding>& result);

/// The script proves the service, and each disturbed version of it does not: every reply cut to half, every bit turned, left out
/// (silence), replaced by the client's own bytes, or replaced by a reset or an end of the connection.
void fail_at_every_step(probe::Dialogue dialogue, const Script& script, const probe::Peer& peer = scripted_peer(), bool datagrams = false);

/// None of the usual wrong speakers (an HTTP server, an SSH server, an SMTP server, an ICA server, random bytes, an echo, endless
/// data, silence, an immediate end) proves this service. `except` names one that legitimately does.
void refuse_wrong_speakers(probe::Dialogue dialogue, std::string_view except = {}, const probe::Peer& peer = scripted_peer(),
                           bool datagrams = false);

}  // namespace flowvet::test
