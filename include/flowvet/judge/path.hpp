// What a trace means: how far a flow's packets get, what stops them, and who answers in the host's name. Pure.
#pragma once

#include "flowvet/judge/judge.hpp"

#include <optional>
#include <vector>

namespace flowvet::judge {

/// A hop as seen by the flow's own packets and by those of the comparison.
struct Hop {
  unsigned number = 0;         ///< 1 is the first router
  std::vector<IpAddress> own;  ///< who said that the flow's packets expired there; several where a load balancer sends them different ways
  std::vector<IpAddress> comparison;  ///< who said so to the comparison
  std::chrono::microseconds rtt{};    ///< the shortest of either; 0 where nobody answered
  bool asked = false;                 ///< by either; a hop that need not be known was not asked

  friend bool operator==(const Hop&, const Hop&) = default;
};

struct PathFinding {
  std::vector<Hop> hops;  ///< routers only, from 1 to the last one that is known to exist; silent ones have no address
  unsigned host_hop = 0;  ///< where the comparison reaches the host; 0 where it does not
  catalog::Transport compared_by = catalog::Transport::icmp;
  std::uint16_t compared_port = 0;

  unsigned after_hop = 0;                  ///< the last hop that the flow's packets are known to pass; 0: none
  std::optional<IpAddress> after_address;  ///< of that hop
  std::optional<unsigned> stops_before;    ///< the first hop that hears others and does not hear the flow, or the host
  std::optional<IpAddress> device;         ///< who says that it stops them
  bool device_is_host = false;             ///< it is the host itself
  unsigned answered_at = 0;                ///< the lowest hop limit that was answered in the host's name; 0: none
  bool answers_limited = false;            ///< a router answers, but too seldom for the flow's silence there to say anything
  std::optional<std::pair<unsigned, unsigned>> loop;  ///< the hops at which the same router answers

  Origin origin = Origin::unclear;     ///< of the reset, or of the completed TCP handshake
  std::optional<unsigned> origin_hop;  ///< which hop it came from, where that is known
};

/// `said`: the ICMP error that the attempts themselves met, which the trace may have missed.
PathFinding find_path(const probe::Path& path, const IpAddress& host, const std::optional<probe::Icmp>& said = std::nullopt);

/// DESIGN section 9: where a flow is stopped.
struct BlockedAt {
  unsigned after_hop = 0;
  std::optional<IpAddress> after_address;
  std::optional<unsigned> hop;  ///< the first hop that it does not reach, where that is known
  std::optional<IpAddress> device;

  friend bool operator==(const BlockedAt&, const BlockedAt&) = default;
};

/// nullopt for outcomes that are not about a stop on the way, and where the trace shows nothing.
std::optional<BlockedAt> blocked_at(Outcome outcome, const PathFinding& finding);

}  // namespace flowvet::judge
