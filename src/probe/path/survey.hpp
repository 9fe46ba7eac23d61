// The questions of one trace: how far do packets of this kind get, and how far is the host away?
#pragma once

#include "flowvet/probe/read_trace.hpp"
#include "probe/path/asker.hpp"

namespace flowvet::probe::path {

/// Beyond this many hops a packet is going round in circles; the longest paths of the Internet have fewer.
inline constexpr std::uint8_t most_hops = 30;

/// Something to send to a host, and what came back so far.
struct Survey {
  Target target;
  Trace trace;
  std::chrono::milliseconds patience{};  ///< for one answer
  std::uint8_t most = most_hops;         ///< a scan asks no farther
  Clock::time_point end = Clock::time_point::max();  ///< nothing is asked from then on
};

/// One more packet of the survey; its answer is in the survey's trace.
inline Task<void> ask(Asker& asker, Survey& survey, os::Reach reach) {
  return asker.ask(survey.trace, survey.target, {reach, survey.patience, survey.end});
}

/// A comparison by ICMP echo.
Survey by_echo(std::string name, const IpAddress& address, std::chrono::milliseconds patience);

/// A comparison by a datagram to a port that nobody uses, for hosts that may not send echoes: the host answers with an ICMP error.
Survey by_datagram(std::string name, const IpAddress& address, std::chrono::milliseconds patience);

/// Whether this host could not send a single one of the packets.
bool is_impossible(const Trace& trace);

/// The longest round trip of any answer; 0 when there is none.
std::chrono::microseconds slowest(const Trace& trace);

/// How long to wait for an answer where round trips of `rtt` have been seen.
std::chrono::milliseconds patience_for(std::chrono::microseconds rtt, std::chrono::milliseconds most);

/// Asks with all hop limits from `first` on, `width` at once, until somebody answers for good or nobody answers any more.
Task<void> scan(Asker& asker, Survey& survey, std::uint8_t first, std::uint8_t width);

/// How far away is the host? Two round trips and no question to any router where the host answers; the hops on the way where it
/// does not. The distance is an upper bound until confirm() has shown that a router is one hop nearer.
Task<void> compare(Asker& asker, Survey& survey);

/// Asks the last router before the host until it says that a packet expired there, or some questions remain unanswered.
Task<void> confirm(Asker& asker, Survey& survey);

}  // namespace flowvet::probe::path
