// How several judgements become one: ports of a transport, transports, addresses, hosts and roles each follow one of these rules.
// A combined pass or degraded is as certain as the weakest part that carries it, and names the first cause that decided.
#pragma once

#include "flowvet/judge/judge.hpp"

#include <span>

namespace flowvet::judge {

/// All are needed: the worst decides, fail before unknown before degraded.
Judgement every_one(std::span<const Judgement> parts);

/// Alternatives: the most certain pass suffices; it fails only when all fail.
Judgement any_one(std::span<const Judgement> parts);

/// Ports of which only some need to be in use: a failing one fails all, otherwise one that passes speaks for the others, and of
/// those that stayed unknown one with a cause.
Judgement sampled(std::span<const Judgement> parts);

/// The same where any of the ports may be the one in use: a failing one beside a passing one degrades.
Judgement sampled_alternatives(std::span<const Judgement> parts);

/// Hosts and addresses that can stand in for each other: degraded while some pass and some fail.
Judgement survivors(std::span<const Judgement> parts);

/// `main` decides; each of `fallback` that is not shown to work degrades it.
Judgement with_fallback(const Judgement& main, std::span<const Judgement> fallback);

/// Two ways to one port, where the second is the one that the site names: one that works is enough, but where something is known
/// to be wrong with the site's own way the flow is degraded, because whoever is set up to use it does not get through. When both
/// fail the site's way has the word.
Judgement either_way(const Judgement& straight, const Judgement& through_proxy);

}  // namespace flowvet::judge
