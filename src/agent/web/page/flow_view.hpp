// One flow as values for its page: what is documented, its figures, what happened, and the evidence.
#pragma once

#include "agent/web/page/job_view.hpp"

#include <string>

namespace flowvet::agent::web::page {

/// `evidence` is the JSON of the newest run that did not pass, or empty.
Data flow_data(const Subject& flow, const RunWindow& window, const catalog::Flow* documented, const std::string& evidence,
               const Scene& scene);

}  // namespace flowvet::agent::web::page
