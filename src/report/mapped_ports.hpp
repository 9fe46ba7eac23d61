// What the endpoint mapper had to say about the dynamic ports of a flow, in facts of each port and in a note of the flow.
#pragma once

#include "flowvet/report/report.hpp"

#include <string>
#include <vector>

namespace flowvet::report {

/// Which interfaces the mapper names at this port, and whether it is outside the documented range. Empty for any other port.
std::vector<probe::Fact> named_port_facts(const plan::Probe& probe, const probe::Observation& seen);

/// The same in words, made of those facts: "; the endpoint mapper names netlogon here". Empty without them.
std::string named_port_in_words(const CheckReport& check);

/// For each mapper: how many ports it names, or why it names none and what was checked instead. Empty for other flows.
std::string mapped_ports_note(const plan::Plan& plan, const plan::PlannedFlow& flow, const probe::Observations& observations);

}  // namespace flowvet::report
