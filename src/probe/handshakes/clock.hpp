// A peer's clock against this host's, as facts. Kerberos refuses clocks that are five minutes apart; certificates fail by hours.
#pragma once

#include "probe/handshakes/handshake.hpp"

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace flowvet::probe {

using WallTime = std::chrono::system_clock::time_point;

/// What a peer's clock showed between our request and the arrival of its reply.
struct ClockReading {
  WallTime sent;
  WallTime received;
  double first = 0;       ///< seconds since 1970: when the peer took the request, or `last` where it tells only one time
  double last = 0;        ///< when it replied
  double resolution = 0;  ///< seconds by which its clock advances at once
};

/// `clock.offset_ms`, our clock minus theirs, and `clock.precision_ms`, by how much that can be wrong at most. Nothing for a time
/// that no clock shows (RFC 5905 figure 7: the same computation).
std::vector<Fact> clock_facts(const ClockReading& reading);

/// `Date: Sun, 06 Nov 1994 08:49:37 GMT` in seconds since 1970 (RFC 9110 section 5.6.7, the form that servers must send).
std::optional<double> parse_http_date(std::string_view text);

}  // namespace flowvet::probe
