// Silence says nothing by itself where a service need not answer. A responder always answers what reaches it: where it says that it
// holds the port, silence is the network's. Its word comes from another port of the same address, made with the token.
#include "flowvet/judge/responder_word.hpp"

namespace flowvet::judge {
namespace {

constexpr Judgement dropped{Verdict::fail, Certainty::none, Cause::dropped};
constexpr Judgement intercepted{Verdict::fail, Certainty::none, Cause::intercepted};
constexpr Judgement rejected{Verdict::fail, Certainty::none, Cause::rejected};
constexpr Judgement undecided{Verdict::unknown, Certainty::none, Cause::undetermined};
constexpr Judgement proven_closed{Verdict::pass, Certainty::proven, Cause::none};
constexpr Judgement proven_open{Verdict::fail, Certainty::proven, Cause::none};

Judgement silent(site::Expect expect, ClosedWay way) {
  if (expect != site::Expect::closed) return dropped;
  return way == ClosedWay::there ? proven_closed : proven_open;  // what arrives has got through
}

}  // namespace

ClosedWay closed_way(const probe::ResponderSeen* responder) {
  const bool knows = responder != nullptr && responder->of_port && responder->of_port->held && !responder->of_port->translated;
  if (!knows || responder->asked == 0) return ClosedWay::unknown;
  return responder->of_port->arrived > 0 ? ClosedWay::back : ClosedWay::there;
}

Judgement beside_responder(const Judgement& judged, Outcome outcome, site::Expect expect, const probe::ResponderSeen* responder) {
  const auto way = closed_way(responder);
  if (way == ClosedWay::unknown) return judged;
  switch (outcome) {
    case Outcome::silent:
      return silent(expect, way);
    case Outcome::accepted:
    case Outcome::mute:
    case Outcome::mismatched:  // somebody else took the connection, or answered, in the responder's place
      return way == ClosedWay::there && expect != site::Expect::closed ? intercepted : judged;
    case Outcome::answered:
    case Outcome::refused:
    case Outcome::rejected:
    case Outcome::unresolved:
    case Outcome::unroutable:
    case Outcome::local:
    case Outcome::cut:
      break;
  }
  return judged;
}

std::pair<Outcome, Judgement> beside_call_back(Outcome outcome, const Judgement& judged, const probe::ResponderSeen* responder) {
  const auto* call = responder != nullptr && responder->call_back ? &*responder->call_back : nullptr;
  const bool nobody_called = call == nullptr || call->asked == 0 || call->denied;
  if (outcome == Outcome::local || outcome == Outcome::cut) return {outcome, judged};
  if (nobody_called) return {outcome, undecided};
  if (!call->opened_here) return {outcome, judged};
  switch (outcome) {
    case Outcome::silent:  // the responder says that it called
      return {outcome, dropped};
    case Outcome::refused:  // the port was open, so this host did not refuse
      return {Outcome::rejected, rejected};
    case Outcome::accepted:
    case Outcome::mute:
    case Outcome::mismatched:  // somebody took the call, and it was not this host
      return {outcome, intercepted};
    case Outcome::answered:
    case Outcome::rejected:
    case Outcome::unresolved:
    case Outcome::unroutable:
    case Outcome::local:
    case Outcome::cut:
      break;
  }
  return {outcome, judged};
}

}  // namespace flowvet::judge
