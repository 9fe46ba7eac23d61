// Asking a responder outside of any check, on a port where it is known to answer.
#pragma once

#include "probe/far_end/asking.hpp"
#include "probe/loop.hpp"

namespace flowvet::probe::far_end {

/// Where a responder has answered in this run.
struct Contact {
  SocketAddress at;
  catalog::Transport transport = catalog::Transport::udp;
  std::chrono::microseconds rtt{};  ///< of that answer
};

/// The answer to an ask that is repeated while datagrams get lost, or nullopt. `extra`: what the responder may take beyond the round
/// trip. The asks count in `asking`.
Task<std::optional<responder::Answer>> ask(Loop& loop, const Contact& contact, Asking& asking, Wish wish,
                                           std::chrono::milliseconds extra = {});

}  // namespace flowvet::probe::far_end
