// All attempts at one address as one outcome: the most conclusive attempt has the last word.
#include "judge/attempt_outcome.hpp"

#include <algorithm>
#include <array>

namespace flowvet::judge {
namespace {

/// What proves that the host can be reached comes before what hinders, a named hindrance before silence; an interrupted
/// attempt outweighs silence, because the answer might still have come.
constexpr std::array most_conclusive_first{Outcome::answered, Outcome::mismatched, Outcome::accepted,   Outcome::mute,
                                           Outcome::refused,  Outcome::rejected,   Outcome::unroutable, Outcome::unresolved,
                                           Outcome::local,    Outcome::cut,        Outcome::silent};
static_assert(most_conclusive_first.size() == word_table<Outcome>.size());

auto rank_of(Outcome outcome) {
  return std::ranges::find(most_conclusive_first, outcome) - most_conclusive_first.begin();
}

struct Decision {
  const probe::Attempt* attempt = nullptr;
  Outcome outcome = Outcome::cut;
};

/// That the service did not answer an ask shows nothing where it was also spoken to in its own way.
bool counts(const probe::Attempt& attempt, const probe::Observation& observation, bool service_known) {
  const bool is_lost_ask = attempt.asked == probe::Asked::responder && attempt.reply == probe::Reply::none &&
                           (attempt.peer_sent_bytes || attempt.stage > probe::Stage::connect);
  const auto is_to_service = [](const probe::Attempt& other) { return other.asked == probe::Asked::service; };
  return !(service_known && is_lost_ask && std::ranges::any_of(observation.attempts, is_to_service));
}

Decision decide(const probe::Observation& observation, catalog::Transport transport, bool service_known) {
  Decision best;
  for (const auto& attempt : observation.attempts) {
    if (!counts(attempt, observation, service_known)) continue;
    const auto outcome = outcome_of(attempt, observation.address, transport, service_known);
    if (best.attempt == nullptr || rank_of(outcome) < rank_of(best.outcome)) best = {&attempt, outcome};
  }
  return best;
}

}  // namespace

Outcome classify(const probe::Observation& observation, catalog::Transport transport, bool service_known) {
  const auto outcome = decide(observation, transport, service_known).outcome;
  const bool forged = outcome == Outcome::refused && origin_of(observation) == Origin::nearer;
  if (forged) return Outcome::rejected;
  return outcome == Outcome::silent && observation.cut ? Outcome::cut : outcome;
}

const probe::Attempt* deciding_attempt(const probe::Observation& observation, catalog::Transport transport, bool service_known) {
  return decide(observation, transport, service_known).attempt;
}

}  // namespace flowvet::judge
