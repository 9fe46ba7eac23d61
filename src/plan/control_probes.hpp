// Controls: connections to ports on which nothing can listen. Where one is accepted all the same, something completes every
// handshake in the host's name, and a connection to any other port of it proves nothing.
// Last step of make_plan().
#pragma once

#include "flowvet/plan/plan.hpp"

#include <array>
#include <cstdint>

namespace flowvet::plan {

/// Ports on which nothing can listen. Of each kind a host gets the first that neither the catalog nor the site uses: one low, one
/// high, so that a firewall's rule or a stray service at one of them does not spoil the control.
///
/// IANA has left these unassigned. They are below 512, the lowest port that daemons such as rpc.statd take by themselves
/// (bindresvport).
inline constexpr std::array<std::uint16_t, 4> low_control_ports{4, 6, 8, 10};

/// Each stands in a gap of more than 200 ports that IANA has left unassigned, and outside the ranges from which systems hand out
/// ports: 1024-5000 (old Windows), 30000-32767 (Kubernetes), 32768-60999 (Linux), 49152-65535 (Windows).
inline constexpr std::array<std::uint16_t, 3> high_control_ports{13057, 17891, 16477};

/// Appends the controls of every host that has a TCP probe. They are as patient as that host's most patient TCP probe, and each
/// is tried half as often: the two together make as many attempts as a flow, so that a loss hides an interception as seldom as it
/// hides a service, and silence, the usual answer of a firewall, is over before a flow's would be.
void add_controls(Plan& plan, const catalog::Catalog& catalog, const site::Site& site);

}  // namespace flowvet::plan
