// A responder answers within a round trip, a service in its own time: so where nothing need be installed yet the responder comes
// first, and everywhere else the service.
#include "probe/far_end/lanes.hpp"

namespace flowvet::probe::far_end {
namespace {

using plan::Asks;

bool asks_in_this_round(Asks asks) {
  return asks == Asks::responder_first || asks == Asks::service_first;
}

bool has_answer(const Attempt& attempt) {
  return attempt.reply == Reply::valid || attempt.reply == Reply::responder || attempt.reply == Reply::mismatched;
}

/// Somebody took the connection, or sent something back, and did not say who he is.
bool is_somebody(const Attempt& attempt, bool stream) {
  return attempt.peer_sent_bytes || (stream && attempt.stage > Stage::connect);
}

}  // namespace

Lanes::Lanes(const plan::Probe& probe)
    : stream_(probe.transport == catalog::Transport::tcp),
      service_known_(!probe.service.empty()),
      responder_wanted_(asks_in_this_round(probe.asks)) {
  if (probe.asks == Asks::nothing_else || probe.way == plan::Way::reverse) now_ = Lane::nobody;
  if (!responder_wanted_) return;
  const bool responder_first = probe.asks == Asks::responder_first || !service_known_;
  alternates_ = !stream_ && service_known_;
  now_ = stream_ && probe.once ? Lane::service_then_responder : responder_first ? Lane::responder : Lane::service;
}

void Lanes::met_silence() {
  if (alternates_) now_ = now_ == Lane::service ? Lane::responder : Lane::service;
}

bool Lanes::turn_to(Lane lane) {
  alternates_ = false;
  now_ = lane;
  return true;
}

bool Lanes::goes_on_after(Lane lane, const Attempt& attempt, bool lossy) {
  if (!responder_wanted_ || lane == Lane::service_then_responder || has_answer(attempt) || !is_somebody(attempt, stream_)) return false;
  if (attempt.error.kind == ErrorKind::cancelled) return false;
  if (lane == Lane::responder) {
    const bool again = responder_asked_;
    responder_asked_ = true;
    return service_known_ && !again ? turn_to(Lane::service) : false;
  }
  if (!stream_) return false;  // whoever sent that datagram holds the port
  if (!responder_asked_) {
    responder_asked_ = true;
    return turn_to(Lane::responder);
  }
  if (!lossy || asked_twice_) return false;
  asked_twice_ = true;
  return turn_to(Lane::responder);
}

}  // namespace flowvet::probe::far_end
