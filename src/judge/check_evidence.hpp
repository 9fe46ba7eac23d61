// What one check is known to show besides its outcome: what silence is worth there, who answered in the host's place, and which cause
// follows. The words in which judge_check.cpp writes its tables.
#pragma once

#include "flowvet/judge/judge.hpp"

#include <optional>

namespace flowvet::judge {

/// What is known of one check besides outcome and expectation.
struct Evidence {
  const plan::Probe& probe;
  const probe::Attempt* attempt;  ///< the one that decides; nullptr where there was none
  bool on_this_host;
  Origin origin;
};

/// A reply that is not there is evidence only if there had to be one. A SYN must be answered (RFC 9293 3.10.7).
bool silence_counts(const plan::Probe& probe);

/// Where the answer takes another way than the request, as a firewall sees it, silence leaves it open which of them was dropped.
bool silence_shows_a_closed_way(const plan::Probe& probe);

/// The error queue names who sent an ICMP error, and classify() calls it a refusal only from the target or from nobody named.
/// A reset names nobody: a firewall can forge it, unless there is none on the way or it comes from as far away as the host.
bool is_refused_by_the_host_itself(const Evidence& evidence);

/// Something nearer than the host completes the handshake: a portal, an inspecting proxy, a SYN proxy.
bool is_intercepted(const Evidence& evidence);

/// Who is known to have answered in place of the documented host, as a cause.
///
/// A destination that the vendor serves with public certificates, and that shows one of which no public log knows, is not who it
/// should be, whether or not this host was told to trust the issuer: something on the way has opened the connection. The services
/// there do not work through that (Rendezvous and the Gateway Service speak more than HTTP inside TLS), so it is a failure, not a flaw.
std::optional<Cause> somebody_instead(const Evidence& evidence);

/// The same, also where only the distance of the handshake shows it: that counts for an answer that does not come from the service.
std::optional<Cause> somebody_instead_or_nearer(const Evidence& evidence);

Cause cause_of_mute(const Evidence& evidence);

/// Without an ICMP error "host unreachable" may also be a filter's word; "network unreachable" is our own routing table's.
Cause cause_of_unroutable(const Evidence& evidence);

Cause cause_of_local(const Evidence& evidence);

/// A dialogue that came to its end without a verdict, or with a service that need not answer strangers, leaves it open what
/// stands there.
bool an_answer_was_due(const Evidence& evidence);

/// A responder leaves alone the ports that a program holds: where it answers, the service does not listen.
bool is_by_responder(const Evidence& evidence);

/// The far end is there and keeps strangers out before it says what it is.
bool wants_certificate(const Evidence& evidence);

}  // namespace flowvet::judge
