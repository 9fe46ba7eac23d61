// Does this host's own packet filter let the first packet of a stranger in? Pure: a rule set and what is known of the packet.
#pragma once

#include "judge/firewall/match.hpp"

#include <span>
#include <string>

namespace flowvet::judge::firewall {

enum class Answer : std::uint8_t {
  admits,
  drops,    ///< without a word
  rejects,  ///< with a reset or an ICMP error
  depends,  ///< on what only the packet shows: its source, the time, the rate
  unclear,  ///< a rule that could concern it is not understood
};

struct Admission {
  Answer answer = Answer::unclear;
  std::string place;  ///< the rule that decides or makes it unsure, or the chain whose policy does; empty where no chain has a say

  friend bool operator==(const Admission&, const Admission&) = default;
};

/// Goes through ingress, prerouting and input in the kernel's order.
Admission admission(const Ruleset& ruleset, const Packet& packet);

/// The same for several packets that are to have one answer, e.g. one for each interface; `depends` where they differ.
Admission admission(const Ruleset& ruleset, std::span<const Packet> packets);

}  // namespace flowvet::judge::firewall
