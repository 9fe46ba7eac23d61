// The reverse direction of one flow: a responder is asked to call a port of this host, and this host listens whether it does.
#pragma once

#include "probe/far_end/contact.hpp"
#include "probe/far_end/doors.hpp"

namespace flowvet::probe::far_end {

/// Fills in `observation` of a probe with plan::Way::reverse: one attempt, and what is known of the call.
Task<void> call_back(Loop& loop, Doors& doors, const responder::Keys& keys, const plan::Probe& probe, const Contact& contact,
                     Observation& observation);

}  // namespace flowvet::probe::far_end
