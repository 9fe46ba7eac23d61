// The verdict of a flow from those of its checks.
#pragma once

#include "flowvet/judge/judge.hpp"
#include "judge/controls.hpp"

namespace flowvet::judge {

/// From the inside out: ways to one port, ports of a transport at one address, transports at that address, addresses and hosts of a
/// role, roles.
///
/// - ways: straight, and through a proxy where the site names one. One that works is enough; a straight check that fails where the
///   proxy's way works gets the cause `proxy-needed`. Where the straight way works and something is known to be wrong with the
///   proxy's, the flow is degraded: the site says that this flow uses the proxy, and whoever is set up to do so does not get through.
/// - ports: all of them (`match: all`), or any (`match: any`). Where not every port need be in use - a range, or a listener that
///   comes with a session - a refusal says nothing, a port that passes speaks for the others, one that fails does not.
///   Ports that the host's endpoint mapper names are no sample: those of interfaces that documented flows go to must all pass,
///   one of another interface only degrades.
/// - transports: all; one in `fallback` that is not shown to work only degrades, also when it merely stayed unknown, because
///   that much is certain.
/// - addresses and hosts: degraded while some pass and some fail.
/// - destination roles: all, since no host of one role does the work of another.
///
/// A flow that must be closed fails with any port that is open and passes with all closed, whatever `match` and `fallback` say.
FlowVerdict judge_flow(const plan::Plan& plan, const plan::PlannedFlow& flow, const probe::Observations& observations,
                       const Controls& controls);

}  // namespace flowvet::judge
