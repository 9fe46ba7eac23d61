// Who made an answer that came in the host's name: the host, or something nearer that forges resets or completes handshakes.
#pragma once

#include "flowvet/judge/judge.hpp"

#include <utility>

namespace flowvet::judge {

/// Two measurements, both towards and back. Towards: an answer to a packet that could not travel as far as the comparison's
/// packets, which expired at a router, is not the host's. Back: an answer that arrives with a higher hop limit than the host's
/// other answers, and began with the same, has come a shorter way. The host's own it is only when both agree with its distance.
///
/// A device that is no hop of its own and stands on the host's own network cannot be told from the host by any distance.
/// Second: the hop that a nearer answer came from, where its hop limit tells.
std::pair<Origin, std::optional<unsigned>> answer_origin(const probe::Trace& own, const probe::Trace& others, const IpAddress& host);

}  // namespace flowvet::judge
