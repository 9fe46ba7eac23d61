// Sends the packets of traces and of size searches within the limits of the run: so many sockets at once, so many packets a second.
#pragma once

#include "probe/path/hop_probe.hpp"
#include "probe/path/size_probe.hpp"

#include <map>

namespace flowvet::probe::path {

/// One of a loop; outlives every coroutine that asks.
class Asker {
 public:
  /// At most `at_once` packets are under way together.
  Asker(Loop& loop, std::size_t at_once) : loop_(loop), free_(at_once), bell_(loop.context, Clock::time_point::max()) {}

  /// Adds the answer to `trace`, which is of the target's transport and port; nothing when the run is cut, when its turn comes after
  /// the question's end, or where this host is short of sockets for all of the question's patience.
  Task<void> ask(Trace& trace, const Target& target, Question question);
  /// The same for a packet of a given size.
  Task<void> ask(SizeSurvey& survey, const Target& target, SizeQuestion question);

  [[nodiscard]] Loop& loop() { return loop_; }

 private:
  /// Returns false when the packet is not to be sent any more. `hops`: its hop limit; 0: the system's own.
  Task<bool> wait_for_turn(IpAddress address, std::uint8_t hops, Clock::time_point end);
  void end_turn();

  Loop& loop_;
  std::size_t free_;
  boost::asio::steady_timer bell_;
  std::map<IpAddress, Pace> host_pace_;
  std::map<std::uint8_t, Pace> hop_pace_;
};

}  // namespace flowvet::probe::path
