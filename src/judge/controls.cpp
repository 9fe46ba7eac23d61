// Controls that were accepted, and their effect on one check.
#include "judge/controls.hpp"

namespace flowvet::judge {
namespace {

/// The outcomes that rest on a completed TCP handshake and prove nothing more.
bool is_mere_connection(Outcome outcome) {
  return outcome == Outcome::accepted || outcome == Outcome::mute || outcome == Outcome::mismatched;
}

/// A reset right behind the handshake can overtake the news that it was completed: accepted all the same.
Outcome outcome_of_control(const probe::Observation& seen) {
  constexpr bool service_known = false;  // a control asks for nothing but a connection
  const auto outcome = classify(seen, catalog::Transport::tcp, service_known);
  return outcome == Outcome::mute ? Outcome::accepted : outcome;
}

/// Something must be served and is not, whoever completed the handshake.
Judgement still_failed(const Judgement& failed, Control control) {
  const bool explained = failed.cause == Cause::no_answer && control == Control::accepts_all;
  return {failed.verdict, failed.certainty, explained ? Cause::intercepted : failed.cause};
}

}  // namespace

std::vector<ControlVerdict> judge_controls(const plan::Plan& plan, const probe::Observations& observations) {
  std::vector<ControlVerdict> controls;
  for (const auto index : plan.controls) {
    if (index >= observations.size() || !observations[index]) continue;
    const auto& seen = observations[index]->observations;
    for (std::size_t i = 0; i < seen.size(); ++i) controls.push_back({index, i, outcome_of_control(seen[i])});
  }
  return controls;
}

Controls::Controls(const std::vector<ControlVerdict>& controls, const probe::Observations& observations) {
  for (const auto& control : controls) {
    auto& seen = seen_[observations.at(control.probe)->observations.at(control.observation).address];
    seen.accepted = seen.accepted || control.outcome == Outcome::accepted;
    seen.refused = seen.refused || control.outcome == Outcome::refused;
  }
}

Control Controls::at(const IpAddress& address) const {
  const auto found = seen_.find(address);
  if (found == seen_.end() || !found->second.accepted) return Control::quiet;
  return found->second.refused ? Control::mixed : Control::accepts_all;
}

Judgement beside_control(const Judgement& judged, Outcome outcome, site::Expect expect, Control control) {
  if (control == Control::quiet || !is_mere_connection(outcome)) return judged;
  if (expect == site::Expect::serve && judged.verdict == Verdict::fail) return still_failed(judged, control);
  return {Verdict::unknown, Certainty::none, control == Control::accepts_all ? Cause::intercepted : Cause::undetermined};
}

}  // namespace flowvet::judge
