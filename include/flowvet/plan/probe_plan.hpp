// A plan of one flow that nobody documents: one service of one host, asked for by hand (`flowvet probe`).
// The rest of the road is that of every plan.
#pragma once

#include "flowvet/plan/plan.hpp"

#include <string>

namespace flowvet::plan {

/// As typed.
struct ByHand {
  std::string service;      ///< a handshake's name, or NAME/TRANSPORT; tcp, udp: no request; icmp: an echo
  std::string target;       ///< HOST[:PORT]
  std::string server_name;  ///< Probe::server_name
  bool record = false;      ///< Probe::record
};

/// The role that stands in such a plan and its report, and the first part of the flow's id: `by-hand.<service>`.
inline constexpr std::string_view by_hand_role = "by-hand";

/// A name without transport means all that the service has; without a port, the usual ones of the catalog are meant.
/// Problems: an unknown service, no host, no port that could be meant.
Result<Plan> make_probe_plan(const catalog::Catalog& catalog, std::span<const Service> services, const ByHand& by_hand,
                             const PlanOptions& options);

}  // namespace flowvet::plan
