// One check: outcome x expectation -> verdict, certainty and cause. DESIGN's second table, one function for each column.
#include "flowvet/judge/judge.hpp"
#include "flowvet/judge/proxy_fault.hpp"
#include "judge/check_evidence.hpp"

namespace flowvet::judge {
namespace {

using catalog::Transport;

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
