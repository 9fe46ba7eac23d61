// A size measurement as JSON and back, the same in reports and from `flowvet trace --mtu`.
#pragma once

#include "flowvet/judge/path_mtu.hpp"
#include "report/lenient_node.hpp"

#include <nlohmann/json.hpp>

namespace flowvet::report {

/// {"finding","limit","link","passes","by",..,"surveys":[{"means","port","answers":[..]}]}: what it means, then the evidence.
nlohmann::ordered_json mtu_json(const probe::PathMtu& mtu);

/// The evidence in it; what it means is found anew.
probe::PathMtu read_mtu(const LenientNode& node);

}  // namespace flowvet::report
