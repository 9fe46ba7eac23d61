// What the pages ask the memory for: the last eight days, as far as a page can be made of them while somebody waits.
#pragma once

#include "agent/web/desk.hpp"
#include "agent/web/page/job_state.hpp"

namespace flowvet::agent::web::page {

/// All flows and outcomes of a job; `failure` says why there are none.
JobPast read_past(const Sources& sources, const JobNow& job, WallTime now);

}  // namespace flowvet::agent::web::page
