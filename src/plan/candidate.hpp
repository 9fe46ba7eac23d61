// A flow on its way into the plan: chosen for this host, not yet joined with destination hosts.
// select_flows() and closed_pairs() make candidates, make_plan() turns each into a PlannedFlow or a SkippedFlow.
#pragma once

#include "flowvet/plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace flowvet::plan {

/// Ports of one transport that get the same handshake.
struct Lane {
  catalog::Transport transport = catalog::Transport::tcp;
  std::string service;           ///< empty where none is known
  std::vector<PortRange> ports;  ///< empty for ICMP
  std::optional<catalog::Unproven> unproven;  ///< why none is known
};

struct Candidate {
  PlannedFlow flow;  ///< all but its checks
  site::Expect expect = site::Expect::serve;
  site::Expect wanted = site::Expect::serve;  ///< the same without regard to listeners that come and go
  std::vector<Lane> lanes;
  Way way = Way::forward;        ///< reverse: the other hosts begin it
  bool only_responders = false;  ///< a service that stands there must be sent nothing
  std::optional<SkippedFlow> skipped;  ///< set: no check will be made
};

/// The lane of one of the flow's transports, with these ports and the documented handshake or the reason for having none.
Lane lane_of(const catalog::Flow& flow, catalog::Transport transport, std::vector<PortRange> ports);

/// What the site says about this flow; an empty override when it says nothing.
const site::FlowOverride& override_of(const site::Site& site, const FlowId& id);

/// The proxy through which this flow also goes to that role here.
std::optional<Proxy> proxy_of(const site::Site& site, const FlowId& flow, const RoleId& to);

/// A role's English name, or its id where the catalog does not know it.
std::string name_of(const catalog::Catalog& catalog, const RoleId& id);

/// Adds a sentence to a note.
void add_note(std::string& note, const std::string& sentence);

}  // namespace flowvet::plan
