// All attempts at one address as one outcome: the most conclusive attempt has the last word.
#include "judge/attempt_outcome.hpp"

namespace flowvet::judge {
namespace {

/// 0 is the most conclusive. What proves that the host can be reached comes before what hinders, a named hindrance before
/// silence; an interrupted attempt outweighs silence, because the answer might still have come.
int rank_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::answered: return 0;
    case Outcome::mismatched: return 1;
    case Outcome::accepted: return 2;
    case Outcome::mute: return 3;
    case Outcome::refused: return 4;
    case Outcome::rejected: return 5;
    case Outcome::unroutable: return 6;
    case Outcome::unresolved: return 7;
    case Outcome::local: return 8;
    case Outcome::cut: return 9;
    case Outcome::silent: return 10;
  }
  return 11;
}

struct Decision {
  const probe::Attempt* attempt = nullptr;
  Outcome outcome = Outcome::cut;
};

Decision decide(const probe::Observation& observation, catalog::Transport transport, bool service_known) {
  Decision best;
  for (const auto& attempt : observation.attempts) {
    const auto outcome = outcome_of(attempt, observation.address, transport, service_known);
    if (best.attempt == nullptr || rank_of(outcome) < rank_of(best.outcome)) best = {&attempt, outcome};
  }
  return best;
}

}  // namespace

Outcome classify(const probe::Observation& observation, catalog::Transport transport, bool service_known) {
  const auto outcome = decide(observation, transport, service_known).outcome;
  return outcome == Outcome::silent && observation.cut ? Outcome::cut : outcome;
}

const probe::Attempt* deciding_attempt(const probe::Observation& observation, catalog::Transport transport, bool service_known) {
  return decide(observation, transport, service_known).attempt;
}

}  // namespace flowvet::judge
