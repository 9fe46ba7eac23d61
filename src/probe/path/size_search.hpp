// Which packet sizes to ask next: the decisions of a size search, without any packet. Pure.
#pragma once

#include "flowvet/probe/path_mtu.hpp"

#include <vector>

namespace flowvet::probe::path {

/// Every link takes this much (RFC 1122 section 3.3.3 for IPv4; IPv6 takes more), and every padded request fits.
inline constexpr std::uint16_t least_size = 576;

struct SizeLimits {
  std::uint16_t most = 1500;     ///< nothing larger is asked: the MTU of this host's own link
  std::uint16_t hint = 0;        ///< what another search towards the same host found to pass; 0: none did
  std::size_t packets = 96;      ///< that a search may send
  std::size_t slow_packets = 4;  ///< the same where the host limits how often it answers
};

/// The sizes to ask next, all at once; empty when enough is known, or no more can be learnt within the limits.
/// `so_far` holds the answers to all that was asked before, and may hold packets with a limited number of hops.
std::vector<std::uint16_t> next_sizes(const SizeSurvey& so_far, const SizeLimits& limits);

}  // namespace flowvet::probe::path
