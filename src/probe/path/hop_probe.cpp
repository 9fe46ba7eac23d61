// The attempts of all transports do the work; this reads their end as an answer from somewhere on the way.
#include "probe/path/hop_probe.hpp"

#include "flowvet/probe/read_icmp.hpp"

namespace flowvet::probe::path {

namespace {

bool is_answered(const Attempt& attempt, catalog::Transport transport) {
  return attempt.peer_sent_bytes || (transport == catalog::Transport::tcp && attempt.stage > Stage::connect);
}

HopSign sign_of(const Attempt& attempt, catalog::Transport transport) {
  if (is_answered(attempt, transport)) return HopSign::answered;
  if (attempt.icmp_from_self) return HopSign::failed;
  if (attempt.icmp) return is_time_exceeded(*attempt.icmp) ? HopSign::expired : HopSign::unreachable;
  switch (attempt.error.kind) {
    case ErrorKind::timed_out:
    case ErrorKind::cancelled:
    case ErrorKind::none:
      return HopSign::nothing;
    case ErrorKind::refused:
    case ErrorKind::reset:
      return transport == catalog::Transport::tcp ? HopSign::reset : HopSign::unreachable;
    case ErrorKind::closed:
    case ErrorKind::net_unreachable:
    case ErrorKind::host_unreachable:
    case ErrorKind::prohibited:
    case ErrorKind::protocol_unreachable:
    case ErrorKind::too_big:
    case ErrorKind::not_permitted:
    case ErrorKind::no_descriptors:
    case ErrorKind::no_source_port:
    case ErrorKind::no_source_address:
    case ErrorKind::no_own_address:
    case ErrorKind::port_taken:
    case ErrorKind::no_privilege:
    case ErrorKind::tls:
    case ErrorKind::wants_certificate:
    case ErrorKind::unsupported:
    case ErrorKind::other:
      return HopSign::failed;
  }
  return HopSign::failed;
}

}  // namespace

HopAnswer to_answer(const AttemptEnd& end, catalog::Transport transport, os::Reach reach) {
  HopAnswer answer{reach.hops, reach.floor, sign_of(end.attempt, transport), end.attempt.icmp, end.hops_left, {}, end.attempt.began, {}};
  if (answer.sign == HopSign::failed) answer.error = end.attempt.error;
  if (answer.sign != HopSign::nothing && answer.sign != HopSign::failed)
    answer.rtt = end.attempt.rtt.count() > 0 ? end.attempt.rtt : end.attempt.took;
  return answer;
}

Task<HopAnswer> ask(Loop& loop, Target target, catalog::Transport transport, Question question) {
  target.reach = question.reach;
  target.timeout = question.patience;
  target.record = false;
  target.keep_silent = false;
  AttemptEnd end;
  switch (transport) {
    case catalog::Transport::tcp:
      target.handshake = nullptr;  // who completes the handshake is the question, not who stands behind it
      co_await attempt_tcp(loop, target, end);
      break;
    case catalog::Transport::udp:
      co_await attempt_udp(loop, target, end);
      break;
    case catalog::Transport::icmp:
      co_await attempt_icmp(loop, target, end);
      break;
  }
  co_return to_answer(end, transport, question.reach);
}

}  // namespace flowvet::probe::path
