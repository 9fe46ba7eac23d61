// What can only be asked once responders are known: of ports that did not answer, whether a responder holds them; of ports that must
// be sent nothing else, an answer; and that it call back.
#pragma once

#include "probe/loop.hpp"

namespace flowvet::probe::far_end {

/// After all shards of a run. Adds to the observations of probes that ask for responders.
void second_round(const plan::Plan& plan, Observations& slots, const RunOptions& options, Clock::time_point began,
                  std::shared_ptr<Lookups> lookups, const std::stop_token& stop);

}  // namespace flowvet::probe::far_end
