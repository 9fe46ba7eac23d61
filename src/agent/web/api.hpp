// The JSON API below /api/v1: what `flowvet history`, `diff` and `ticket` tell, for programs. Read only.
#pragma once

#include "agent/web/desk.hpp"

#include <vector>

namespace flowvet::agent::web {

/// All paths of the API. Errors are {"error": one sentence}; answers have a limit, and say what it cut off.
std::vector<http::Route> api_routes(Sources sources);

}  // namespace flowvet::agent::web
