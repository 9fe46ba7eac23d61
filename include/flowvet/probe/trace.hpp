// One path by hand, for `flowvet trace`: every hop asked in every round, by the flow's own packets and by a comparison.
#pragma once

#include "flowvet/probe/run.hpp"

#include <functional>

namespace flowvet::probe {

struct TraceRequest {
  std::string host;  ///< name or address
  catalog::Transport transport = catalog::Transport::tcp;
  std::uint16_t port = 0;  ///< 0 for ICMP
  std::string service;     ///< whose request a datagram carries; empty: an empty datagram
  int rounds = 3;
  std::uint8_t most_hops = 30;
  std::chrono::milliseconds timeout{1000};  ///< for one answer where no round trip is known
  bool mtu = false;                         ///< also measure the largest packet that gets through
};

struct TraceResult {
  Resolution resolution;
  IpAddress address;  ///< the first that the name has; meaningless without any
  Path path;
  std::shared_ptr<const PathMtu> mtu;  ///< null unless asked for
  bool cut = false;  ///< interrupted
};

/// Returns when all rounds are done, or soon after `stop` is requested. Rounds begin a second apart, because many routers answer no
/// more often than that. Of the options, families, sources and rates count.
TraceResult trace(const TraceRequest& request, const RunOptions& options, std::stop_token stop);

}  // namespace flowvet::probe
