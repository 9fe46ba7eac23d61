// Which attempt shows what: pure predicates over one check's evidence.
#include "judge/check_evidence.hpp"

#include "flowvet/probe/local_error.hpp"
#include "flowvet/probe/read_icmp.hpp"

namespace flowvet::judge {

using catalog::Transport;
using probe::ErrorKind;

namespace {

/// Port or protocol unreachable, ICMPv6's "unrecognised next header" included.
bool says_that_nothing_listens(const probe::Icmp& icmp) {
  if (icmp.family == Family::v4) return icmp.type == 3 && (icmp.code == 2 || icmp.code == 3);
  return (icmp.type == 1 && icmp.code == 4) || (icmp.type == 4 && icmp.code == 1);
}

Cause cause_of_icmp(const probe::Icmp& icmp) {
  const bool v4 = icmp.family == Family::v4;
  const bool no_route =
      v4 ? icmp.type == 3 && (icmp.code == 0 || icmp.code == 6 || icmp.code == 11) : icmp.type == 1 && (icmp.code == 0 || icmp.code == 2);
  const bool host_down = v4 ? icmp.type == 3 && (icmp.code == 1 || icmp.code == 7 || icmp.code == 12) : icmp.type == 1 && icmp.code == 3;
  const bool loop = icmp.type == (v4 ? 11 : 3) && icmp.code == 0;  // code 1 is about lost fragments
  if (no_route || loop) return Cause::no_route;
  return host_down ? Cause::host_down : Cause::undetermined;
}

}  // namespace

bool silence_counts(const plan::Probe& probe) {
  return probe.transport == Transport::tcp || probe.replies == plan::Replies::always;
}

bool silence_shows_a_closed_way(const plan::Probe& probe) {
  return silence_counts(probe) && probe.answers != plan::Answers::from_another_port;
}

bool is_refused_by_the_host_itself(const Evidence& evidence) {
  if (evidence.on_this_host) return true;
  if (evidence.probe.transport == Transport::tcp) return evidence.origin == Origin::host;
  if (evidence.probe.transport != Transport::udp || !evidence.attempt || !evidence.attempt->icmp) return false;
  return evidence.attempt->icmp->offender && says_that_nothing_listens(*evidence.attempt->icmp);
}

bool is_intercepted(const Evidence& evidence) {
  return evidence.origin == Origin::nearer;
}

std::optional<Cause> somebody_instead(const Evidence& evidence) {
  if (!evidence.attempt) return std::nullopt;
  switch (evidence.attempt->instead) {
    case probe::Instead::proxy:
      return Cause::proxy_needed;
    case probe::Instead::interceptor:
      return Cause::intercepted;
    case probe::Instead::nobody:
      break;
  }
  const bool unlogged = evidence.attempt->certificate.issuer == probe::Issuer::not_in_public_log;
  return evidence.probe.public_certificate && unlogged ? std::optional(Cause::intercepted) : std::nullopt;
}

std::optional<Cause> somebody_instead_or_nearer(const Evidence& evidence) {
  if (const auto somebody = somebody_instead(evidence)) return somebody;
  return is_intercepted(evidence) ? std::optional(Cause::intercepted) : std::nullopt;
}

Cause cause_of_mute(const Evidence& evidence) {
  if (const auto somebody = somebody_instead_or_nearer(evidence)) return *somebody;
  const bool tls_failed = evidence.attempt && evidence.attempt->error.kind == ErrorKind::tls && evidence.attempt->peer_sent_bytes;
  return tls_failed ? Cause::tls : Cause::no_answer;
}

Cause cause_of_unroutable(const Evidence& evidence) {
  if (!evidence.attempt) return Cause::undetermined;
  if (evidence.attempt->icmp) return cause_of_icmp(*evidence.attempt->icmp);
  const auto kind = evidence.attempt->error.kind;
  return kind == ErrorKind::net_unreachable || kind == ErrorKind::no_own_address ? Cause::no_route : Cause::undetermined;
}

Cause cause_of_local(const Evidence& evidence) {
  if (!evidence.attempt) return Cause::undetermined;
  if (evidence.attempt->icmp_from_self && evidence.attempt->icmp && !probe::is_too_big(*evidence.attempt->icmp))
    return Cause::local_firewall;
  const auto kind = evidence.attempt->error.kind;
  if (kind == ErrorKind::not_permitted) return Cause::local_firewall;
  return probe::is_local(kind) && kind != ErrorKind::no_own_address ? Cause::local_limit : Cause::undetermined;
}

bool an_answer_was_due(const Evidence& evidence) {
  if (somebody_instead(evidence)) return true;
  const bool undecided_reply =
      evidence.attempt && evidence.attempt->stage == probe::Stage::done && evidence.attempt->error.kind == ErrorKind::none;
  const bool by_proxy = evidence.probe.proxy && evidence.attempt && evidence.attempt->stage == probe::Stage::proxy;
  return by_proxy || (evidence.probe.replies == plan::Replies::always && !undecided_reply);
}

bool is_by_responder(const Evidence& evidence) {
  return evidence.attempt && evidence.attempt->reply == probe::Reply::responder;
}

bool wants_certificate(const Evidence& evidence) {
  return evidence.attempt && evidence.attempt->error.kind == ErrorKind::wants_certificate;
}

}  // namespace flowvet::judge
