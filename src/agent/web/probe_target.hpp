// /probe?target=HOST[:PORT]&module=SERVICE: one service of one host, asked for by Prometheus as it asks blackbox_exporter.
#pragma once

#include "agent/board.hpp"
#include "agent/http/message.hpp"

#include <string>
#include <string_view>

namespace flowvet::agent::web {

/// What blackbox_exporter's usual modules are called here: "http_2xx" is "http". Other words stay as they are.
std::string_view service_of_module(std::string_view module);

/// Whether /probe may be asked for this host: those that the jobs check, and what the configuration allows besides.
bool may_probe(const Now& now, std::string_view host);

/// Runs the probe and waits for it, at most for the time that the scrape has left. 400 for a request that cannot be carried out, 403 for
/// a host that is not to be asked for.
http::Reply probe_target(const http::Request& request, const Now& now);

}  // namespace flowvet::agent::web
