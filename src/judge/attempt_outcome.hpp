// One attempt's evidence as an outcome, and which of several attempts has the last word.
// Shared by classify() and deciding_attempt(), so that a report never explains a verdict by another attempt than decided it.
#pragma once

#include "flowvet/judge/judge.hpp"

namespace flowvet::judge {

/// What one attempt shows on its own. `target` is the address that was probed.
Outcome outcome_of(const probe::Attempt& attempt, const IpAddress& target, catalog::Transport transport, bool service_known);

/// What an ICMP error says about the target, or nullopt where it says nothing about reaching it.
std::optional<Outcome> outcome_of(const probe::Icmp& icmp, bool from_self, const IpAddress& target);

/// Whether two addresses are the same host's; a zone index is only compared when both have one.
bool is_same_address(const IpAddress& left, const IpAddress& right);

}  // namespace flowvet::judge
