// The other side of the catalog: what arrives at a host of a role, and where such a host itself connects. `flowvet listen` opens the
// former and calls back the latter. Pure: Catalog -> find_inbound() -> Inbound.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/catalog/catalog.hpp"
#include "flowvet/plan/plan.hpp"

#include <span>
#include <string>
#include <vector>

namespace flowvet::plan {

/// A port or a range of them, and every flow that uses exactly these.
struct InboundPorts {
  catalog::Transport transport = catalog::Transport::tcp;  ///< tcp or udp
  PortRange ports;
  std::vector<FlowId> flows;  ///< in catalog order; empty: named by the user

  friend bool operator==(const InboundPorts&, const InboundPorts&) = default;
};

struct Inbound {
  std::vector<RoleId> roles;        ///< as the user named them, each once
  std::string role_names;           ///< "StoreFront and Director"
  std::vector<InboundPorts> ports;  ///< by transport and number; no port stands in two entries
  std::vector<SkippedFlow> left_out;
  std::vector<InboundPorts> callable;  ///< where the far ends of this host's own flows listen; the same order
};

struct InboundOptions {
  std::vector<std::string> only_flows;  ///< ids or their leading parts; empty: all
  std::vector<std::string> ports;       ///< "tcp/8080" or "udp/16500-16509": these too, also to call back
};

/// A host of these roles (ids, names or aliases) takes the part of everything that its host profile plays, optional parts too, and of the
/// roles that it stands in for. Flows documented in both directions also arrive at the end where they start. Problems: an unknown
/// role, flow or port, and a role at which nothing arrives.
Result<Inbound> find_inbound(const catalog::Catalog& catalog, std::span<const std::string> roles, const InboundOptions& options);

/// The entry that has this port, or nullptr.
const InboundPorts* find_ports(std::span<const InboundPorts> list, catalog::Transport transport, std::uint16_t port);

}  // namespace flowvet::plan
