// What an ICMP or ICMPv6 error is about (RFC 792, RFC 4443). Pure.
#pragma once

#include "flowvet/probe/observation.hpp"

namespace flowvet::probe {

/// "Fragmentation needed", or "packet too big".
inline bool is_too_big(const Icmp& icmp) {
  return icmp.family == Family::v4 ? icmp.type == 3 && icmp.code == 4 : icmp.type == 2;
}

/// The hop limit ran out in transit; the other code is about fragments.
inline bool is_time_exceeded(const Icmp& icmp) {
  return icmp.type == (icmp.family == Family::v4 ? 11 : 3) && icmp.code == 0;
}

inline bool is_port_unreachable(const Icmp& icmp) {
  return icmp.family == Family::v4 ? icmp.type == 3 && icmp.code == 3 : icmp.type == 1 && icmp.code == 4;
}

}  // namespace flowvet::probe
