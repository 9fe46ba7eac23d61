// What a responder said, as JSON and back.
#pragma once

#include "flowvet/probe/responder_seen.hpp"
#include "report/lenient_node.hpp"

#include <nlohmann/json.hpp>

namespace flowvet::report {

nlohmann::ordered_json responder_json(const probe::ResponderSeen& seen);
probe::ResponderSeen read_responder(const LenientNode& node);

}  // namespace flowvet::report
