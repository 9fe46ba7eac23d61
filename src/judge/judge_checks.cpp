// From slots to check verdicts: what is missing is made visible here, so that it can never pass unseen.
#include "judge/judge_checks.hpp"

#include "flowvet/judge/path_mtu.hpp"
#include "flowvet/judge/responder_word.hpp"
#include "flowvet/probe/local_error.hpp"
#include "judge/attempt_outcome.hpp"

#include <algorithm>

namespace flowvet::judge {
namespace {

using probe::ErrorKind;
using probe::Observation;
using probe::ProbeResult;

bool has_observation(const ProbeResult& result, const IpAddress& address) {
  return std::ranges::any_of(result.observations, [&](const Observation& seen) { return is_same_address(seen.address, address); });
}

std::size_t count_unseen(const ProbeResult& result) {
  const auto unseen =
      std::ranges::count_if(result.resolution.addresses, [&](const IpAddress& address) { return !has_observation(result, address); });
  return static_cast<std::size_t>(unseen);
}

/// Traffic to an address of our own never leaves this host.
bool is_on_this_host(const Observation& observation) {
  return is_loopback(observation.address) || (observation.source && is_same_address(*observation.source, observation.address));
}

/// A name that could not even be asked for is no statement about the name.
Outcome outcome_without_address(ErrorKind error) {
  if (error == ErrorKind::cancelled) return Outcome::cut;
  return probe::is_local(error) ? Outcome::local : Outcome::unresolved;
}

/// Judges the parts of one check, all of which share the probe.
class CheckJudge {
 public:
  CheckJudge(const plan::PlannedFlow& flow, const plan::Check& check, const plan::Probe& probe, const Controls& controls,
             std::vector<CheckVerdict>& verdicts)
      : flow_(flow), check_(check), probe_(probe), controls_(controls), verdicts_(verdicts) {}

  void no_slot() { add_without_attempt(0, Outcome::cut); }

  void result(const ProbeResult& result) {
    if (result.observations.empty() && result.resolution.addresses.empty()) return no_address(result.resolution);
    for (std::size_t i = 0; i < result.observations.size(); ++i) observation(i, result.observations[i]);
    for (std::size_t i = 0; i < count_unseen(result); ++i) add_without_attempt(result.observations.size() + i, Outcome::cut);
  }

 private:
  void no_address(const probe::Resolution& resolution) {
    const auto outcome = outcome_without_address(resolution.error.kind);
    probe::Attempt to_resolve;
    to_resolve.error = resolution.error;
    add(0, check_.expect, outcome, judge_check(outcome, check_.expect, probe_, &to_resolve));
  }

  void observation(std::size_t index, const Observation& seen) {
    const bool service_known = !probe_.service.empty();
    const auto outcome = classify(seen, probe_.transport, service_known);
    const auto* attempt = deciding_attempt(seen, probe_.transport, service_known);
    const auto expect = is_named_port(probe_, seen) ? check_.named : expectation_at(seen.address);
    const auto plain = judge_check(outcome, expect, probe_, attempt, is_on_this_host(seen), origin_of(seen));
    if (probe_.way == plan::Way::reverse) {
      const auto [called, verdict] = beside_call_back(outcome, plain, seen.responder.get());
      return add(index, expect, called, verdict);
    }
    const auto judged = expect == site::Expect::closed ? plain : beside_mtu(plain, probe_, seen);
    const bool connects = probe_.transport == catalog::Transport::tcp && !probe_.proxy;  // a proxy's tunnel has no control
    const auto controlled = connects ? beside_control(judged, outcome, expect, controls_.at(seen.address)) : judged;
    add(index, expect, outcome, beside_responder(controlled, outcome, expect, seen.responder.get()));
  }

  /// What listens on loopback only is closed to everybody else and served there.
  [[nodiscard]] site::Expect expectation_at(const IpAddress& address) const {
    const bool at_home = flow_.loopback_only && is_loopback(address) && check_.expect == site::Expect::closed;
    return at_home ? site::Expect::serve : check_.expect;
  }

  void add_without_attempt(std::size_t index, Outcome outcome) {
    add(index, check_.expect, outcome, judge_check(outcome, check_.expect, probe_, nullptr));
  }

  void add(std::size_t index, site::Expect expect, Outcome outcome, const Judgement& judgement) {
    verdicts_.push_back({check_.probe, index, check_.to, expect, outcome, judgement.verdict, judgement.certainty, judgement.cause});
  }

  const plan::PlannedFlow& flow_;
  const plan::Check& check_;
  const plan::Probe& probe_;
  const Controls& controls_;
  std::vector<CheckVerdict>& verdicts_;
};

}  // namespace

std::vector<CheckVerdict> judge_checks(const plan::Plan& plan, const plan::PlannedFlow& flow, const probe::Observations& observations,
                                       const Controls& controls) {
  std::vector<CheckVerdict> verdicts;
  verdicts.reserve(flow.checks.size());
  for (const auto& check : flow.checks) {
    CheckJudge judge(flow, check, plan.probes.at(check.probe), controls, verdicts);
    if (check.probe < observations.size() && observations[check.probe])
      judge.result(*observations[check.probe]);
    else
      judge.no_slot();
  }
  return verdicts;
}

bool is_finished(const ProbeResult& result) {
  if (result.resolution.error.kind == ErrorKind::cancelled || count_unseen(result) > 0) return false;
  return std::ranges::none_of(result.observations, [](const Observation& seen) {
    return seen.cut || seen.attempts.empty() || seen.attempts.back().error.kind == ErrorKind::cancelled;
  });
}

}  // namespace flowvet::judge
