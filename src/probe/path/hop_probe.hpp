// One packet with a limited number of hops, and what came back: the smallest step of every trace.
// It is an attempt like any other, on a socket of its own, with the service's own request where one is known.
#pragma once

#include "probe/attempt.hpp"

namespace flowvet::probe::path {

/// How far the packet may go, which answers count, and how long they are waited for.
struct Question {
  os::Reach reach;
  std::chrono::milliseconds patience{};
  Clock::time_point end = Clock::time_point::max();  ///< it is not asked any more from then on
};

/// What the end of an attempt says about a packet with that reach.
HopAnswer to_answer(const AttemptEnd& end, catalog::Transport transport, os::Reach reach);

/// Sends one TCP SYN, one UDP request or one ICMP echo to `target` and waits for what comes back. A TCP connection is closed at once.
///
/// All packets of a trace have the same addresses, transport, port and, with IPv6, flow label. Their source ports differ: the kernel
/// allows one TCP connection at a time with the same ports, and could not tell which of several datagrams an ICMP error is about.
/// A load balancer that looks at source ports may therefore send them different ways.
Task<HopAnswer> ask(Loop& loop, Target target, catalog::Transport transport, Question question);

}  // namespace flowvet::probe::path
