// First who listens where, then what the packet filter says in each family in which that can be reached, then the two together.
#include "flowvet/judge/inbound.hpp"

#include "judge/combine.hpp"
#include "judge/firewall/admission.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace flowvet::judge {
namespace {

using catalog::Transport;
using firewall::Packet;
using probe::HostState;
using probe::Listener;

bool is_any(const IpAddress& address) {
  return std::ranges::all_of(address.bytes, [](std::uint8_t byte) { return byte == 0; });
}

bool is_link_local(const IpAddress& address) {
  return address.family == Family::v6 && address.bytes[0] == 0xFE && (address.bytes[1] & 0xC0U) == 0x80U;
}

// --- who listens

/// A UDP socket on a port of that range may belong to a client that waits for an answer.
bool may_be_a_client(const Listener& listener, const HostState& host) {
  return listener.transport == Transport::udp && host.first_source_port != 0 && listener.port >= host.first_source_port &&
         listener.port <= host.last_source_port;
}

std::vector<Listener> listeners_on(const HostState& host, Transport transport, const PortRange& ports) {
  std::vector<Listener> found;
  for (const auto& listener : host.listeners)
    if (listener.transport == transport && ports.contains(listener.port)) found.push_back(listener);
  return found;
}

Listening listening_of(const std::vector<Listener>& listeners, const HostState& host) {
  if (!host.listeners_known) return Listening::unknown;
  if (listeners.empty()) return Listening::nothing;
  bool open = false, doubtful = false;
  for (const auto& listener : listeners) {
    if (is_loopback(listener.address)) continue;
    (may_be_a_client(listener, host) ? doubtful : open) = true;
  }
  if (open) return Listening::open;
  return doubtful ? Listening::unknown : Listening::loopback_only;
}

// --- what the packet filter says

/// Whether a stranger may come in this family at all, and to which of this host's addresses.
struct Door {
  Family family = Family::v4;
  std::vector<Packet> packets;  ///< one for each interface by which they come
};

bool serves(const Listener& listener, const IpAddress& address) {
  if (is_loopback(listener.address)) return false;
  if (!is_any(listener.address)) return listener.address.family == address.family && listener.address.bytes == address.bytes;
  if (listener.address.family == address.family) return true;
  return listener.address.family == Family::v6 && address.family == Family::v4 && !listener.only_v6;
}

/// The addresses of one interface that somebody beyond the link could ask, and that are served where something must listen.
std::vector<IpAddress> asked_at(const probe::Interface& interface, Family family, const std::vector<Listener>& listeners,
                                bool must_be_served) {
  std::vector<IpAddress> addresses;
  for (const auto& address : interface.addresses) {
    if (address.family != family || is_link_local(address)) continue;
    const bool served = std::ranges::any_of(listeners, [&address](const Listener& listener) { return serves(listener, address); });
    if (served || !must_be_served) addresses.push_back(address);
  }
  return addresses;
}

std::vector<Door> doors(const HostState& host, Transport transport, const PortRange& ports, const std::vector<Listener>& listeners,
                        bool must_be_served) {
  std::vector<Door> found;
  for (const auto family : {Family::v4, Family::v6}) {
    Door door{family, {}};
    for (const auto& interface : host.interfaces) {
      auto addresses = asked_at(interface, family, listeners, must_be_served);
      if (!addresses.empty()) door.packets.push_back({family, transport, ports, interface.name, std::move(addresses)});
    }
    if (!door.packets.empty()) found.push_back(std::move(door));
  }
  return found;
}

Filtered filtered_by(firewall::Answer answer) {
  switch (answer) {
    case firewall::Answer::admits:
      return Filtered::admits;
    case firewall::Answer::drops:
      return Filtered::drops;
    case firewall::Answer::rejects:
      return Filtered::rejects;
    case firewall::Answer::depends:
      return Filtered::depends;
    case firewall::Answer::unclear:
      return Filtered::unclear;
  }
  return Filtered::unclear;
}

/// The rules, or why there are none.
struct Rules {
  std::optional<firewall::Ruleset> ruleset;
  std::string missing;
};

Rules rules_of(const HostState& host) {
  if (!host.rules.json) return {std::nullopt, host.rules.missing};
  auto read = firewall::read_ruleset(*host.rules.json);
  if (!read) return {std::nullopt, read.error().front().what};
  return {std::move(*read), ""};
}

Admittance admittance_of(const Door& door, const Rules& rules) {
  if (!rules.ruleset) return {door.family, Filtered::unread, rules.missing};
  auto admission = firewall::admission(*rules.ruleset, door.packets);
  return {door.family, filtered_by(admission.answer), std::move(admission.place)};
}

// --- both together

struct Finding {
  Outcome outcome = Outcome::local;
  Judgement judgement;
};

constexpr Judgement passed{Verdict::pass, Certainty::none, Cause::none};

constexpr Judgement failed(Cause cause) {
  return {Verdict::fail, Certainty::none, cause};
}

constexpr Judgement undecided(Cause cause) {
  return {Verdict::unknown, Certainty::none, cause};
}

/// What the packet filter does in one family, as the judgement of a path.
Judgement judge_admittance(const Admittance& admittance) {
  switch (admittance.filtered) {
    case Filtered::admits:
      return passed;
    case Filtered::drops:
    case Filtered::rejects:
      return failed(Cause::local_firewall);
    case Filtered::unread:
      return undecided(Cause::local_limit);
    case Filtered::depends:
    case Filtered::unclear:
      return undecided(Cause::undetermined);
  }
  return undecided(Cause::undetermined);
}

bool is_in_all(const InboundEvidence& evidence, std::initializer_list<Filtered> words) {
  return !evidence.admittance.empty() && std::ranges::all_of(evidence.admittance, [&words](const Admittance& one) {
    return std::ranges::find(words, one.filtered) != words.end();
  });
}

Outcome outcome_of(const InboundEvidence& evidence, bool must_be_served) {
  if (is_in_all(evidence, {Filtered::drops})) return Outcome::silent;
  if (is_in_all(evidence, {Filtered::drops, Filtered::rejects})) return Outcome::rejected;
  const bool nobody = evidence.listening == Listening::nothing || evidence.listening == Listening::loopback_only;
  if (nobody && must_be_served) return Outcome::refused;
  const bool admitted = std::ranges::any_of(evidence.admittance, [](const Admittance& one) { return one.filtered == Filtered::admits; });
  if (!admitted) return Outcome::local;
  return evidence.listening == Listening::open ? Outcome::accepted : nobody ? Outcome::refused : Outcome::local;
}

/// Families stand in for each other: where one is shut the flow is degraded.
Judgement judge_path(const InboundEvidence& evidence) {
  if (evidence.admittance.empty()) return undecided(Cause::undetermined);
  std::vector<Judgement> parts;
  for (const auto& one : evidence.admittance) parts.push_back(judge_admittance(one));
  return survivors(parts);
}

Judgement judge_served(const InboundEvidence& evidence) {
  switch (evidence.listening) {
    case Listening::open:
      return judge_path(evidence);
    case Listening::nothing:
    case Listening::loopback_only:
      return failed(Cause::not_listening);
    case Listening::unknown:
      break;
  }
  const auto path = judge_path(evidence);
  return path.verdict == Verdict::fail ? path : undecided(Cause::undetermined);
}

/// It must not be reachable: one obstacle is enough.
Judgement judge_closed(const InboundEvidence& evidence) {
  if (evidence.listening == Listening::nothing || evidence.listening == Listening::loopback_only) return passed;
  const auto path = judge_path(evidence);
  if (path.verdict == Verdict::fail) return passed;
  if (evidence.listening == Listening::open && path.verdict != Verdict::unknown) return failed(Cause::none);
  return undecided(path.cause == Cause::none ? Cause::undetermined : path.cause);
}

Judgement judge_one(const InboundEvidence& evidence, site::Expect expect) {
  switch (expect) {
    case site::Expect::serve:
      return judge_served(evidence);
    case site::Expect::path:
      return judge_path(evidence);
    case site::Expect::closed:
      return judge_closed(evidence);
  }
  return undecided(Cause::undetermined);
}

// --- flows

struct Parts {
  std::vector<Judgement> ports;
};

Judgement judge_transports(const plan::PlannedFlow& flow, const std::map<Transport, Parts>& transports, bool closed) {
  std::vector<Judgement> main, fallback;
  for (const auto& [transport, parts] : transports) {
    const bool alternatives = flow.match == catalog::Match::any && !closed;
    const bool falls_back = !closed && std::ranges::find(flow.fallback, transport) != flow.fallback.end();
    (falls_back ? fallback : main).push_back(alternatives ? any_one(parts.ports) : every_one(parts.ports));
  }
  if (main.empty()) return every_one(fallback);
  return with_fallback(every_one(main), fallback);
}

/// What this host shows about one check.
InboundEvidence evidence_for(const plan::Check& check, const plan::InboundPlan& inbound, const HostState& host, const Rules& rules) {
  const auto transport = inbound.plan.probes.at(check.probe).transport;
  InboundEvidence evidence;
  evidence.ports = inbound.ports.at(check.probe);
  evidence.listeners = listeners_on(host, transport, evidence.ports);
  evidence.listening = listening_of(evidence.listeners, host);
  const bool must_be_served = check.expect != site::Expect::path && evidence.listening == Listening::open;
  for (const auto& door : doors(host, transport, evidence.ports, evidence.listeners, must_be_served))
    evidence.admittance.push_back(admittance_of(door, rules));
  return evidence;
}

CheckVerdict judge_check(const plan::Check& check, const InboundEvidence& evidence) {
  const auto judgement = judge_one(evidence, check.expect);
  const auto outcome = outcome_of(evidence, check.expect != site::Expect::path);
  return {check.probe, 0, check.to, check.expect, outcome, judgement.verdict, judgement.certainty, judgement.cause};
}

FlowVerdict judge_flow(const plan::InboundPlan& inbound, const plan::PlannedFlow& flow, std::vector<CheckVerdict> checks) {
  std::map<Transport, Parts> transports;
  for (const auto& check : checks)
    transports[inbound.plan.probes.at(check.probe).transport].ports.push_back({check.verdict, check.certainty, check.cause});
  const bool closed = std::ranges::any_of(checks, [](const CheckVerdict& check) { return check.expect == site::Expect::closed; });
  const auto whole = judge_transports(flow, transports, closed);
  return {whole.verdict, whole.certainty, whole.cause, std::move(checks)};
}

}  // namespace

InboundVerdicts judge_inbound(const plan::InboundPlan& inbound, const HostState& host) {
  const auto rules = rules_of(host);
  InboundVerdicts result;
  result.evidence.resize(inbound.plan.probes.size());
  for (const auto& flow : inbound.plan.flows) {
    std::vector<CheckVerdict> checks;
    for (const auto& check : flow.checks) {
      auto& evidence = result.evidence.at(check.probe);
      evidence = evidence_for(check, inbound, host, rules);
      checks.push_back(judge_check(check, evidence));
    }
    result.verdicts.flows.push_back(judge_flow(inbound, flow, std::move(checks)));
  }
  return result;
}

}  // namespace flowvet::judge
