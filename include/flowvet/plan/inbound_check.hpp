// `flowvet check ROLE --inbound`: what has to listen on a host of a role. Pure: Catalog + Site -> make_inbound_plan() -> InboundPlan.
#pragma once

#include "flowvet/plan/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace flowvet::plan {

/// A plan whose probes are ports of this host. Nothing is sent to them.
struct InboundPlan {
  Plan plan;
  std::vector<PortRange> ports;  ///< indexed like Plan::probes: larger ranges than whole_range_limit are judged as a whole
};

/// The documented flows that arrive at a host of this role, or start there where they are documented in both directions, weighed as
/// the site and its features say. `host` is its own name. Problems: an unknown role, unknown words of PlanOptions::only_flows, and a
/// role at which nothing arrives.
Result<InboundPlan> make_inbound_plan(const catalog::Catalog& catalog, const site::Site& site, std::string_view role,
                                      const PlanOptions& options, const std::string& host);

}  // namespace flowvet::plan
