// A trace as JSON and back, the same in reports and from `flowvet trace`.
#pragma once

#include "flowvet/judge/path.hpp"
#include "report/lenient_node.hpp"

#include <nlohmann/json.hpp>

namespace flowvet::report {

/// {"after_hop","after_address","hop","device"}, or null.
nlohmann::ordered_json blocked_at_json(const std::optional<judge::BlockedAt>& blocked);

/// {"finding", "hops":[..], "own":{"transport","port","answers":[..]}, "comparison":{..}|null}: what it means, then the evidence.
nlohmann::ordered_json path_json(const probe::Path& path, const judge::PathFinding& finding);

/// The evidence in it; what it means is found anew.
probe::Path read_path(const LenientNode& node);

/// One ICMP error: {"type","code","offender","family"} and, where known, "mtu" and "hops_left".
nlohmann::ordered_json icmp_json(const std::optional<probe::Icmp>& icmp);
std::optional<probe::Icmp> read_icmp(const LenientNode& node);

}  // namespace flowvet::report
