// A trace as a table that readers of mtr and traceroute know, and as JSON.
#pragma once

#include "flowvet/judge/path.hpp"
#include "flowvet/probe/trace.hpp"

#include <map>
#include <string>

namespace flowvet::cli {

/// Names of routers, where they were looked up.
using Names = std::map<IpAddress, std::string>;

/// Whether the flow's own packets reach the host.
enum class Reach : std::uint8_t { host, stopped, unclear };
Reach reach_of(const probe::Path& path, const IpAddress& host, const judge::PathFinding& finding);

std::string trace_text(const probe::TraceRequest& request, const probe::TraceResult& result, const Names& names, std::size_t columns);
std::string trace_json(const probe::TraceRequest& request, const probe::TraceResult& result, const Names& names);

}  // namespace flowvet::cli
