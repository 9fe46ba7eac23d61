// One attempt as an outcome. Whatever does not fit together ends in an outcome that can never pass:
// only a checked reply is `answered`, only a finished TCP handshake without a known request is `accepted`.
#include "judge/attempt_outcome.hpp"

#include "flowvet/probe/local_error.hpp"

namespace flowvet::judge {
namespace {

using catalog::Transport;
using probe::Attempt;
using probe::ErrorKind;
using probe::Stage;

bool is_connected(const Attempt& attempt, Transport transport) {
  return transport == Transport::tcp && attempt.stage > Stage::connect;
}

/// Nothing more was to be asked, and nothing went wrong.
bool is_accepted(const Attempt& attempt, Transport transport, bool service_known) {
  const bool reached = transport == Transport::tcp || attempt.peer_sent_bytes;
  return !service_known && reached && attempt.stage == Stage::done && attempt.error.kind == ErrorKind::none;
}

/// Whoever took an ask without being a responder was not asked as the service that he may be.
bool is_lost_on_a_service(const Attempt& attempt, Transport transport) {
  return attempt.asked == probe::Asked::responder && attempt.error.kind != ErrorKind::cancelled &&
         (is_connected(attempt, transport) || attempt.peer_sent_bytes);
}

/// The peer is there, connected or heard of, but nothing that it did could be checked.
Outcome without_valid_answer(ErrorKind error) {
  if (error == ErrorKind::cancelled) return Outcome::cut;
  return probe::is_local(error) ? Outcome::local : Outcome::mute;
}

/// No error, yet no connection and no reply: a datagram that nobody had to answer, or an attempt that was never finished.
Outcome without_error(const Attempt& attempt, Transport transport, bool service_known) {
  const bool only_sent = transport != Transport::tcp && attempt.stage == Stage::done && !service_known;
  return only_sent ? Outcome::silent : Outcome::cut;
}

/// A reset before the handshake is known to be complete is one after it: an unwilling port is `refused` by the kernel.
/// Windows says so too when a datagram met a closed port.
Outcome reset_outcome(Transport transport) {
  return transport == Transport::udp ? Outcome::refused : Outcome::mute;
}

/// Nobody is connected and nobody was heard of: the error code is all there is.
Outcome by_error(const Attempt& attempt, Transport transport, bool service_known) {
  switch (attempt.error.kind) {
    case ErrorKind::none:
      return without_error(attempt, transport, service_known);
    case ErrorKind::timed_out:
      return Outcome::silent;
    case ErrorKind::refused:
      return Outcome::refused;
    case ErrorKind::reset:
      return reset_outcome(transport);
    case ErrorKind::closed:
    case ErrorKind::tls:
    case ErrorKind::wants_certificate:
      return Outcome::mute;
    case ErrorKind::net_unreachable:
    case ErrorKind::host_unreachable:
    case ErrorKind::no_own_address:
      return Outcome::unroutable;
    case ErrorKind::prohibited:            // without an ICMP error nobody on the network is known to have said so
    case ErrorKind::protocol_unreachable:  // the same
    case ErrorKind::too_big:               // says only that this size does not pass
    case ErrorKind::not_permitted:
    case ErrorKind::no_descriptors:
    case ErrorKind::no_source_port:
    case ErrorKind::no_source_address:
    case ErrorKind::port_taken:
    case ErrorKind::no_privilege:
    case ErrorKind::unsupported:
    case ErrorKind::other:
      return Outcome::local;
    case ErrorKind::cancelled:
      return Outcome::cut;
  }
  return Outcome::cut;
}

}  // namespace

Outcome outcome_of(const Attempt& attempt, const IpAddress& target, Transport transport, bool service_known) {
  if (attempt.reply == probe::Reply::valid || attempt.reply == probe::Reply::responder) return Outcome::answered;
  if (attempt.reply == probe::Reply::mismatched) return Outcome::mismatched;
  if (attempt.stage == Stage::proxy && attempt.proxy_status != 0) return Outcome::rejected;
  if (is_lost_on_a_service(attempt, transport)) return service_known ? Outcome::mute : Outcome::accepted;
  if (is_accepted(attempt, transport, service_known)) return Outcome::accepted;
  if (is_connected(attempt, transport) || attempt.peer_sent_bytes) return without_valid_answer(attempt.error.kind);
  if (attempt.icmp)
    if (const auto said = outcome_of(*attempt.icmp, attempt.icmp_from_self, target)) return *said;
  return by_error(attempt, transport, service_known);
}

}  // namespace flowvet::judge
