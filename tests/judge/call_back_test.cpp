// What a call-back shows: outcome and judgement, with the port opened for it and with a program that holds it.
#include "flowvet/judge/responder_word.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace flowvet;
using namespace flowvet::judge;

namespace {

constexpr Judgement proven{Verdict::pass, Certainty::proven, Cause::none};
constexpr Judgement connection{Verdict::pass, Certainty::connection, Cause::none};
constexpr Judgement undecided{Verdict::unknown, Certainty::none, Cause::undetermined};
constexpr Judgement dropped{Verdict::fail, Certainty::none, Cause::dropped};
constexpr Judgement rejected{Verdict::fail, Certainty::none, Cause::rejected};
constexpr Judgement intercepted{Verdict::fail, Certainty::none, Cause::intercepted};

probe::ResponderSeen called(bool opened_here) {
  probe::ResponderSeen seen;
  seen.call_back = probe::CallBackSeen{opened_here, false, 1, false};
  return seen;
}

}  // namespace

TEST_CASE("a call that the responder made and that did not come is the network's doing where the port was open") {
  const auto seen = called(true);
  CHECK(beside_call_back(Outcome::answered, proven, &seen) == std::pair{Outcome::answered, proven});
  CHECK(beside_call_back(Outcome::silent, undecided, &seen) == std::pair{Outcome::silent, dropped});
  CHECK(beside_call_back(Outcome::refused, undecided, &seen) == std::pair{Outcome::rejected, rejected});
  CHECK(beside_call_back(Outcome::accepted, connection, &seen) == std::pair{Outcome::accepted, intercepted});
  CHECK(beside_call_back(Outcome::rejected, rejected, &seen) == std::pair{Outcome::rejected, rejected});
}

TEST_CASE("where a program holds the port the responder's word counts for what it is") {
  const auto seen = called(false);
  CHECK(beside_call_back(Outcome::accepted, connection, &seen) == std::pair{Outcome::accepted, connection});
  CHECK(beside_call_back(Outcome::refused, undecided, &seen) == std::pair{Outcome::refused, undecided});
  CHECK(beside_call_back(Outcome::silent, undecided, &seen) == std::pair{Outcome::silent, undecided});
}

TEST_CASE("nobody called, so nothing is known") {
  auto denied = called(true);
  denied.call_back->denied = true;
  auto not_asked = called(true);
  not_asked.call_back->asked = 0;
  const probe::ResponderSeen without;
  for (const probe::ResponderSeen* seen : std::array<const probe::ResponderSeen*, 3>{&denied, &not_asked, &without})
    CHECK(beside_call_back(Outcome::silent, dropped, seen) == std::pair{Outcome::silent, undecided});
  CHECK(beside_call_back(Outcome::silent, dropped, nullptr) == std::pair{Outcome::silent, undecided});
}

TEST_CASE("what hindered this host is no word about the network") {
  const auto seen = called(true);
  CHECK(beside_call_back(Outcome::local, undecided, &seen) == std::pair{Outcome::local, undecided});
  CHECK(beside_call_back(Outcome::cut, undecided, &seen) == std::pair{Outcome::cut, undecided});
}
