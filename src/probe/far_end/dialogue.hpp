// One ask and its answer over a channel: what the attempts say where a responder may stand in place of the service.
#pragma once

#include "probe/far_end/asking.hpp"
#include "probe/handshakes/handshake.hpp"

namespace flowvet::probe::far_end {

/// An authentic answer, or nullopt where what came back is none; the network's error where nothing came.
using Heard = Io<std::optional<responder::Answer>>;

/// Over a connection.
Task<Heard> ask_on_stream(Channel& channel, Asking& asking, SocketAddress from, SocketAddress to, Wish wish = {});

/// By a datagram. Waits through whatever else comes back.
Task<Heard> ask_by_datagram(Channel& channel, Asking& asking, SocketAddress from, SocketAddress to, Wish wish = {});

/// Waits for the answer to an ask that was sent before.
Task<Heard> hear_datagram(Channel& channel, Asking& asking);

/// As an attempt has it, with the fact how far apart the clocks are.
Io<Finding> finding_of(const Heard& heard, const Asking& asking);

}  // namespace flowvet::probe::far_end
