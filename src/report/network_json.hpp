// A run's network identity as JSON and back.
#pragma once

#include "report/lenient_node.hpp"
#include "report/network_findings.hpp"

#include <nlohmann/json.hpp>

namespace flowvet::report {

/// `run.network` of the report: evidence, and what it means; null where the report has none.
nlohmann::ordered_json network_json(const Report& report);

/// The evidence in it; what it means is found anew.
std::optional<probe::NetworkIdentity> read_network(const LenientNode& node);

}  // namespace flowvet::report
