// What a responder says of a port that did not answer, and its effect on one check. Pure.
#pragma once

#include "flowvet/judge/judge.hpp"
#include "flowvet/probe/responder_seen.hpp"

#include <utility>

namespace flowvet::judge {

/// Which way is closed, as far as the responder's word tells.
enum class ClosedWay : std::uint8_t {
  unknown,
  there,  ///< it holds the port, and nothing of ours arrived
  back,   ///< it holds the port, ours arrived, and none of its answers came back
};

/// Of a check that no responder and no service answered. `unknown` where the responder does not hold the port, was not asked, or may
/// not be who stands behind the port because the destination's address is translated on the way.
ClosedWay closed_way(const probe::ResponderSeen* responder);

/// `judged` as it is without that word.
Judgement beside_responder(const Judgement& judged, Outcome outcome, site::Expect expect, const probe::ResponderSeen* responder);

/// Outcome and judgement of a check that a call-back makes, from what its attempt shows and from whether the port was opened for it.
std::pair<Outcome, Judgement> beside_call_back(Outcome outcome, const Judgement& judged, const probe::ResponderSeen* responder);

}  // namespace flowvet::judge
