// Would somebody else reach what is documented to listen here? Judged from the host's own state. Pure:
// InboundPlan + HostState -> judge_inbound() -> InboundVerdicts.
#pragma once

#include "flowvet/judge/judge.hpp"
#include "flowvet/plan/inbound_check.hpp"
#include "flowvet/probe/inbound.hpp"

#include <string>
#include <vector>

namespace flowvet::judge {

/// Who could reach a listener, as its address says.
enum class Listening : std::uint8_t {
  open,           ///< at least one listener has an address that others reach
  loopback_only,  ///< only this host reaches it
  nothing,
  unknown,        ///< the system does not tell, or what is bound there may be a client's own socket
};

/// What the packet filter does with the first packet of a stranger.
enum class Filtered : std::uint8_t {
  admits,
  drops,    ///< without a word
  rejects,  ///< with a reset or an ICMP error
  depends,  ///< on what only the packet shows: its source, the time, the rate
  unclear,  ///< a rule that could concern it is not understood
  unread,   ///< the rules could not be read
};

/// The packet filter's answer for one address family.
struct Admittance {
  Family family = Family::v4;
  Filtered filtered = Filtered::unread;
  std::string place;  ///< the rule, or the chain whose policy decides: "inet filter input, handle 7"; or why it is unread

  friend bool operator==(const Admittance&, const Admittance&) = default;
};

struct InboundEvidence {
  PortRange ports;
  Listening listening = Listening::unknown;
  std::vector<probe::Listener> listeners;
  std::vector<Admittance> admittance;  ///< of the families in which somebody could come

  friend bool operator==(const InboundEvidence&, const InboundEvidence&) = default;
};

struct InboundVerdicts {
  Verdicts verdicts;                      ///< as of any run; CheckVerdict::outcome is what a stranger would meet
  std::vector<InboundEvidence> evidence;  ///< indexed like Plan::probes
};

/// A check passes when something listens on an address that others reach and the packet filter certainly lets them in. Where the path
/// is all that is expected nothing needs to listen; where the port must be closed one of the two suffices. A rule that is not
/// understood, or that lets in only some, leaves a check unknown.
InboundVerdicts judge_inbound(const plan::InboundPlan& plan, const probe::HostState& host);

}  // namespace flowvet::judge

namespace flowvet::base {
template <>
inline constexpr std::array word_table<judge::Listening>{Word{judge::Listening::open, "open"},
                                                         Word{judge::Listening::loopback_only, "loopback-only"},
                                                         Word{judge::Listening::nothing, "nothing"},
                                                         Word{judge::Listening::unknown, "unknown"}};
template <>
inline constexpr std::array word_table<judge::Filtered>{Word{judge::Filtered::admits, "admits"},
                                                        Word{judge::Filtered::drops, "drops"},
                                                        Word{judge::Filtered::rejects, "rejects"},
                                                        Word{judge::Filtered::depends, "depends"},
                                                        Word{judge::Filtered::unclear, "unclear"},
                                                        Word{judge::Filtered::unread, "unread"}};
}  // namespace flowvet::base
