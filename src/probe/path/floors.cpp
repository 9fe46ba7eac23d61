// Ten connections for a flow that was refused, two for one that was accepted, and some more where something nearer answers.
#include "probe/path/floors.hpp"

#include "flowvet/base/hop_limit.hpp"
#include "probe/path/together.hpp"

namespace flowvet::probe::path {

namespace {

constexpr int questions_for_an_answer = 2;  // it need come only once

bool has(const Trace& trace, HopSign sign, int floor = 0) {
  return std::ranges::any_of(trace.answers, [=](const HopAnswer& answer) { return answer.sign == sign && answer.floor >= floor; });
}

void ask_above(Asker& asker, Together& together, Survey& own, int floor) {
  together.start(ask(asker, own, {0, static_cast<std::uint8_t>(floor)}));
}

/// Every higher floor up to what the sender can have begun with, and beyond it to see that it did not begin higher.
Task<void> ask_how_near(Asker& asker, Survey& own, int nearer, int initial, int for_silence) {
  Together together(asker.loop());
  for (int floor = nearer + 1; floor <= initial && floor <= nearer + most_hops; ++floor) ask_above(asker, together, own, floor);
  for (int i = 0; i < for_silence && initial < UINT8_MAX; ++i) ask_above(asker, together, own, initial + 1);
  co_await together.all_done();
}

}  // namespace

Task<void> ask_with_floors(Asker& asker, Survey& own, const Trace& others) {
  const int left = hops_left_by_host(others, own.target.address);
  const bool reset = has(own.trace, HopSign::reset);
  if (left == 0 || left == UINT8_MAX || (!reset && !has(own.trace, HopSign::answered))) co_return;
  const int nearer = left + 1;
  // Whether the host itself accepts a connection is not asked: distance is no proof of the service.
  const int for_silence = questions_for_silence(others, own.target.address);
  {
    Together together(asker.loop());
    for (int i = 0; i < (reset ? for_silence : questions_for_an_answer); ++i) {
      if (reset) ask_above(asker, together, own, left);
      ask_above(asker, together, own, nearer);
    }
    co_await together.all_done();
  }
  if (has(own.trace, HopSign::reset, nearer) || has(own.trace, HopSign::answered, nearer))
    co_await ask_how_near(asker, own, nearer, initial_hop_limit(static_cast<std::uint8_t>(left)), for_silence);
}

}  // namespace flowvet::probe::path
