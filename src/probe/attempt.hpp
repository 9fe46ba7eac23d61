// One attempt at one address over one transport: from opening the socket to the evidence that it left.
#pragma once

#include "probe/handshakes/handshake.hpp"
#include "probe/loop.hpp"
#include "probe/os/os.hpp"

#include <string>

namespace flowvet::probe {

/// Where an attempt goes and what it says there.
struct Target {
  std::string name;  ///< as the site names the host
  IpAddress address;
  std::uint16_t port = 0;
  const Handshake* handshake = nullptr;    ///< nullptr: a connection, or an empty datagram, is all
  std::chrono::milliseconds timeout{};     ///< to connect, or for a datagram to be answered
  std::chrono::milliseconds patience{};    ///< for the dialogue over a connection
  os::Reach reach{};
};

/// What an attempt left behind.
struct AttemptEnd {
  Attempt attempt;
  std::vector<Fact> facts;
  std::optional<IpAddress> source;
  std::uint8_t hops_left = 0;  ///< hop limit of an echo reply as it arrived; 0 where it is not known
};

// Thousands are under way at once, so target and end stay in the frame of the one caller, who awaits them: a copy in each
// coroutine on the way would double the memory of a check.
Task<void> attempt_tcp(Loop& loop, const Target& target, AttemptEnd& end);
Task<void> attempt_udp(Loop& loop, const Target& target, AttemptEnd& end);
Task<void> attempt_icmp(Loop& loop, const Target& target, AttemptEnd& end);

/// Whom the dialogue is with, with a new nonce.
Peer make_peer(Loop& loop, const Target& target);

/// Puts a dialogue's result into the attempt.
void conclude(AttemptEnd& end, Io<Finding> finding);

/// Takes the ICMP error of `native_socket`, if there is one, and whether it came from this host itself.
void record_icmp(Attempt& attempt, std::optional<Icmp> icmp);

}  // namespace flowvet::probe
