// One check: outcome x expectation -> verdict, certainty and cause. DESIGN's second table, one function for each column.
#include "flowvet/judge/judge.hpp"
#include "flowvet/judge/proxy_fault.hpp"
#include "flowvet/probe/read_icmp.hpp"

#include <optional>

namespace flowvet::judge {
namespace {

using catalog::Transport;
using probe::ErrorKind;

constexpr Judgement passed_proven{Verdict::pass, Certainty::proven, Cause::none};
constexpr Judgement passed_by_connection{Verdict::pass, Certainty::connection, Cause::none};
constexpr Judgement passed_by_silence{Verdict::pass, Certainty::none, Cause::none};
constexpr Judgement undecided{Verdict::unknown, Certainty::none, Cause::undetermined};

constexpr Judgement failed(Cause cause) {
  return {Verdict::fail, Certainty::none, cause};
}

/// It must be closed and is not. None of the causes fits: nothing hinders the flow.
constexpr Judgement failed_open(Certainty certainty) {
  return {Verdict::fail, certainty, Cause::none};
}

/// What is known of one check besides outcome and expectation.
struct Evidence {
  const plan::Probe& probe;
  const probe::Attempt* attempt;
  bool on_this_host;
  Origin origin;
};

/// A reply that is not there is evidence only if there had to be one. A SYN must be answered (RFC 9293 3.10.7).
bool silence_counts(const plan::Probe& probe) {
  return probe.transport == Transport::tcp || probe.replies == plan::Replies::always;
}

/// Where the answer takes another way than the request, as a firewall sees it, silence leaves it open which of them was dropped.
bool silence_shows_a_closed_way(const plan::Probe& probe) {
  return silence_counts(probe) && probe.answers != plan::Answers::from_another_port;
}

/// Port or protocol unreachable, ICMPv6's "unrecognised next header" included.
bool says_that_nothing_listens(const probe::Icmp& icmp) {
  if (icmp.family == Family::v4) return icmp.type == 3 && (icmp.code == 2 || icmp.code == 3);
  return (icmp.type == 1 && icmp.code == 4) || (icmp.type == 4 && icmp.code == 1);
}

/// The error queue names who sent an ICMP error, and classify() calls it a refusal only from the target or from nobody named.
/// A reset names nobody: a firewall can forge it, unless there is none on the way or it comes from as far away as the host.
bool is_refused_by_the_host_itself(const Evidence& evidence) {
  if (evidence.on_this_host) return true;
  if (evidence.probe.transport == Transport::tcp) return evidence.origin == Origin::host;
  if (evidence.probe.transport != Transport::udp || !evidence.attempt || !evidence.attempt->icmp) return false;
  return evidence.attempt->icmp->offender && says_that_nothing_listens(*evidence.attempt->icmp);
}

/// Something nearer than the host completes the handshake: a portal, an inspecting proxy, a SYN proxy.
bool is_intercepted(const Evidence& evidence) {
  return evidence.origin == Origin::nearer;
}

/// Who is known to have answered in place of the documented host, as a cause.
///
/// A destination that the vendor serves with public certificates, and that shows one of which no public log knows, is not who it
/// should be, whether or not this host was told to trust the issuer: something on the way has opened the connection. The services
/// there do not work through that (Rendezvous and the Gateway Service speak more than HTTP inside TLS), so it is a failure, not a flaw.
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

/// The same, also where only the distance of the handshake shows it: that counts for an answer that does not come from the service.
std::optional<Cause> somebody_instead_or_nearer(const Evidence& evidence) {
  if (const auto somebody = somebody_instead(evidence)) return somebody;
  return is_intercepted(evidence) ? std::optional(Cause::intercepted) : std::nullopt;
}

Cause cause_of_mute(const Evidence& evidence) {
  if (const auto somebody = somebody_instead_or_nearer(evidence)) return *somebody;
  const bool tls_failed = evidence.attempt && evidence.attempt->error.kind == ErrorKind::tls && evidence.attempt->peer_sent_bytes;
  return tls_failed ? Cause::tls : Cause::no_answer;
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

/// Without an ICMP error "host unreachable" may also be a filter's word; "network unreachable" is our own routing table's.
Cause cause_of_unroutable(const Evidence& evidence) {
  if (!evidence.attempt) return Cause::undetermined;
  if (evidence.attempt->icmp) return cause_of_icmp(*evidence.attempt->icmp);
  const auto kind = evidence.attempt->error.kind;
  return kind == ErrorKind::net_unreachable || kind == ErrorKind::no_own_address ? Cause::no_route : Cause::undetermined;
}

Cause cause_of_local(const Evidence& evidence) {
  if (!evidence.attempt) return Cause::undetermined;
  if (evidence.attempt->icmp_from_self && evidence.attempt->icmp && !probe::is_too_big(*evidence.attempt->icmp)) return Cause::local_firewall;
  switch (evidence.attempt->error.kind) {
    case ErrorKind::not_permitted:
      return Cause::local_firewall;
    case ErrorKind::no_descriptors:
    case ErrorKind::no_source_port:
    case ErrorKind::no_source_address:
    case ErrorKind::port_taken:
    case ErrorKind::no_privilege:
    case ErrorKind::unsupported:
      return Cause::local_limit;
    case ErrorKind::none:
    case ErrorKind::timed_out:
    case ErrorKind::refused:
    case ErrorKind::reset:
    case ErrorKind::closed:
    case ErrorKind::net_unreachable:
    case ErrorKind::host_unreachable:
    case ErrorKind::no_own_address:
    case ErrorKind::prohibited:
    case ErrorKind::protocol_unreachable:
    case ErrorKind::too_big:
    case ErrorKind::tls:
    case ErrorKind::wants_certificate:
    case ErrorKind::cancelled:
    case ErrorKind::other:
      return Cause::undetermined;
  }
  return Cause::undetermined;
}

/// A dialogue that came to its end without a verdict, or with a service that need not answer strangers, leaves it open what
/// stands there.
bool an_answer_was_due(const Evidence& evidence) {
  if (somebody_instead(evidence)) return true;
  const bool undecided_reply =
      evidence.attempt && evidence.attempt->stage == probe::Stage::done && evidence.attempt->error.kind == ErrorKind::none;
  const bool by_proxy = evidence.probe.proxy && evidence.attempt && evidence.attempt->stage == probe::Stage::proxy;
  return by_proxy || (evidence.probe.replies == plan::Replies::always && !undecided_reply);
}

/// A responder leaves alone the ports that a program holds: where it answers, the service does not listen.
bool is_by_responder(const Evidence& evidence) {
  return evidence.attempt && evidence.attempt->reply == probe::Reply::responder;
}

/// The service is proven; a certificate that clients will refuse takes away from it.
Judgement answered(const Evidence& evidence) {
  if (is_by_responder(evidence)) return failed(Cause::not_installed);
  if (const auto somebody = somebody_instead(evidence)) return failed(*somebody);
  if (evidence.attempt && evidence.attempt->certificate.distrust != probe::Distrust::none)
    return {Verdict::degraded, Certainty::proven, Cause::tls};
  return passed_proven;
}

Judgement unknown_because(Cause cause) {
  return {Verdict::unknown, Certainty::none, cause};
}

/// The far end is there and keeps strangers out before it says what it is.
bool wants_certificate(const Evidence& evidence) {
  return evidence.attempt && evidence.attempt->error.kind == ErrorKind::wants_certificate;
}

/// Where the network is to let something through, somebody else's answer leaves it open whether the host can be reached.
Judgement somebody_on_the_path(const Evidence& evidence) {
  return unknown_because(somebody_instead_or_nearer(evidence).value_or(Cause::undetermined));
}

Judgement mute(const Evidence& evidence) {
  if (wants_certificate(evidence) && !somebody_instead_or_nearer(evidence)) return unknown_because(Cause::tls);
  return an_answer_was_due(evidence) ? failed(cause_of_mute(evidence)) : somebody_on_the_path(evidence);
}

Judgement accepted(const Evidence& evidence) {
  return is_intercepted(evidence) ? unknown_because(Cause::intercepted) : passed_by_connection;
}

Judgement expected_to_serve(Outcome outcome, const Evidence& evidence) {
  switch (outcome) {
    case Outcome::answered:
      return answered(evidence);
    case Outcome::accepted:
      return accepted(evidence);
    case Outcome::mute:
      return mute(evidence);
    case Outcome::mismatched:
      return failed(somebody_instead_or_nearer(evidence).value_or(Cause::wrong_service));
    case Outcome::refused:
      return failed(Cause::not_listening);
    case Outcome::rejected:
      return failed(Cause::rejected);
    case Outcome::silent:
      return silence_counts(evidence.probe) ? failed(Cause::dropped) : undecided;
    case Outcome::unresolved:
      return failed(Cause::dns);
    case Outcome::unroutable:
      return failed(cause_of_unroutable(evidence));
    case Outcome::local:
      return unknown_because(cause_of_local(evidence));
    case Outcome::cut:
      return undecided;
  }
  return undecided;
}

Judgement expected_to_pass(Outcome outcome, const Evidence& evidence) {
  switch (outcome) {
    case Outcome::answered:
      return somebody_instead(evidence) ? somebody_on_the_path(evidence) : passed_proven;
    case Outcome::accepted:
      return accepted(evidence);
    case Outcome::mute:
    case Outcome::mismatched:
      return somebody_on_the_path(evidence);  // it may have completed the handshake, or replied
    case Outcome::refused:
      return is_refused_by_the_host_itself(evidence) ? passed_by_connection : undecided;
    case Outcome::rejected:
      return failed(Cause::rejected);
    case Outcome::silent:
      return evidence.probe.transport == Transport::tcp ? failed(Cause::dropped) : undecided;
    case Outcome::unresolved:
      return failed(Cause::dns);
    case Outcome::unroutable:
      return failed(cause_of_unroutable(evidence));
    case Outcome::local:
      return unknown_because(cause_of_local(evidence));
    case Outcome::cut:
      return undecided;
  }
  return undecided;
}

Judgement expected_closed(Outcome outcome, const Evidence& evidence) {
  switch (outcome) {
    case Outcome::answered:
      return failed_open(Certainty::proven);
    case Outcome::accepted:
    case Outcome::mute:
    case Outcome::mismatched:
      return is_intercepted(evidence) ? unknown_because(Cause::intercepted) : failed_open(Certainty::connection);
    case Outcome::refused:
    case Outcome::rejected:
      return passed_proven;
    case Outcome::silent:
      return silence_shows_a_closed_way(evidence.probe) ? passed_by_silence : undecided;
    case Outcome::unresolved:
      return unknown_because(Cause::dns);
    case Outcome::unroutable:
      return unknown_because(cause_of_unroutable(evidence));
    case Outcome::local:
      return unknown_because(cause_of_local(evidence));
    case Outcome::cut:
      return undecided;
  }
  return undecided;
}

/// No tunnel was opened, so the destination was not asked: a proxy that cannot be used shows neither that a flow is open nor that
/// it is closed. One that wants credentials, or has another way for plain HTTP, does not even show that it is in the way.
Judgement stopped_at_proxy(ProxyFault fault, Outcome outcome, site::Expect expect, const Evidence& evidence) {
  const auto served = expected_to_serve(outcome, evidence);
  const bool may_be_the_service = fault == ProxyFault::mute || fault == ProxyFault::did_not_reach;
  if (fault == ProxyFault::login_wanted) return unknown_because(served.cause);
  if (fault == ProxyFault::no_tunnel) return undecided;
  switch (expect) {
    case site::Expect::serve:
      return served;
    case site::Expect::path:
      return may_be_the_service ? undecided : served;
    case site::Expect::closed:
      if (fault == ProxyFault::denied) return passed_proven;
      return fault == ProxyFault::did_not_reach ? passed_by_silence : unknown_because(served.cause);
  }
  return undecided;
}

}  // namespace

Judgement judge_check(Outcome outcome, site::Expect expect, const plan::Probe& probe, const probe::Attempt* attempt, bool on_this_host,
                      Origin origin) {
  const Evidence evidence{probe, attempt, on_this_host, origin};
  const auto fault = probe.proxy ? proxy_fault(outcome, attempt, probe.port) : ProxyFault::none;
  if (fault != ProxyFault::none) return stopped_at_proxy(fault, outcome, expect, evidence);
  switch (expect) {
    case site::Expect::serve:
      return expected_to_serve(outcome, evidence);
    case site::Expect::path:
      return expected_to_pass(outcome, evidence);
    case site::Expect::closed:
      return expected_closed(outcome, evidence);
  }
  return undecided;
}

}  // namespace flowvet::judge
