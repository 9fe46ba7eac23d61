// The pages for people: "/" with every job, "/jobs/NAME" with every flow of one, "/jobs/NAME/flows/ID" with all about one flow.
// Made here, without scripts and without anything from elsewhere.
#pragma once

#include "agent/web/desk.hpp"

#include <vector>

namespace flowvet::agent::web::page {

std::vector<http::Route> page_routes(Sources sources);

}  // namespace flowvet::agent::web::page
