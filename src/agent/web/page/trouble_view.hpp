// What of a job does not work, flow by flow, and the ticket that asks for it to be mended.
#pragma once

#include "agent/web/page/job_view.hpp"

namespace flowvet::agent::web::page {

/// Flows that fail, that work with limits and that could not be told, each with what was seen and the next step; and the ticket.
void set_troubles(Data& data, const JobNow& job, const JobState& state, const Scene& scene);

}  // namespace flowvet::agent::web::page
