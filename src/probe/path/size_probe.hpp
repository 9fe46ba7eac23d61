// One packet of a given size that nobody may fragment, and what came back: the smallest step of a size search.
#pragma once

#include "flowvet/probe/path_mtu.hpp"
#include "probe/attempt.hpp"

namespace flowvet::probe::path {

struct SizeQuestion {
  std::uint16_t size = 0;  ///< of the whole IP packet
  std::uint8_t hops = 0;   ///< hop limit; 0: the system's own
  std::chrono::milliseconds patience{};
  Clock::time_point end = Clock::time_point::max();  ///< it is not asked any more from then on
  bool same_back = false;  ///< of a responder: its answer is to be as large
};

/// What an ICMP error says about a packet to `host`.
SizeSign sign_of(const Icmp& icmp, const IpAddress& host);

/// Asks on a socket of its own: a datagram with the padded request of the target's handshake (zeros where it has none), an ask of the
/// target's `asking`, which is then answered only by the responder's answer to it, or an echo.
Task<SizeAnswer> ask_size(Loop& loop, Target target, SizeMeans means, SizeQuestion question);

}  // namespace flowvet::probe::path
