// A flow's checks against their slots: one verdict for each check and address.
#pragma once

#include "flowvet/judge/judge.hpp"
#include "judge/controls.hpp"

#include <vector>

namespace flowvet::judge {

/// In plan order. A slot that is empty, and an address that was found but never probed, count as cut.
std::vector<CheckVerdict> judge_checks(const plan::Plan& plan, const plan::PlannedFlow& flow, const probe::Observations& observations,
                                       const Controls& controls);

/// Whether this is a port that the host's endpoint mapper names, and not one that was only checked for want of an answer.
inline bool is_named_port(const plan::Probe& probe, const probe::Observation& seen) {
  return probe.mapped && !seen.endpoints.empty();
}

/// Whether a planned probe was carried out to its end, at every address of its host.
bool is_finished(const probe::ProbeResult& result);

}  // namespace flowvet::judge
