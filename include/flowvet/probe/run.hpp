// The only stage that touches the network: Plan -> run() -> Observations.
#pragma once

#include "flowvet/plan/plan.hpp"
#include "flowvet/probe/observation.hpp"

#include <atomic>
#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace flowvet::probe {

/// Which flows are followed hop by hop.
enum class TraceMode : std::uint8_t {
  automatic,  ///< those that did not get an answer from their service
  always,
  never,
};

/// For which checks the largest packet that gets through is measured.
enum class MtuMode : std::uint8_t {
  automatic,  ///< those whose service sends datagrams as large as the path carries
  always,
  never,
};

struct RunOptions {
  std::size_t in_flight = 4096;  ///< probes under way at once over all threads; fewer where descriptors are short
  double rate = 0;               ///< new attempts a second over all threads; 0: as fast as this host can
  double host_rate = 1000;       ///< new attempts a second to one host, loopback excepted; 0: no limit. A burst looks like an attack
  unsigned threads = 1;          ///< worker threads, each with its own shard of the plan
  bool one_at_a_time = false;    ///< to each host the next probe only when the last one has ended; takes one thread
  bool use_v4 = true;
  bool use_v6 = true;
  TraceMode trace = TraceMode::automatic;
  MtuMode mtu = MtuMode::automatic;
  std::optional<IpAddress> source_v4;  ///< bind to this address; default: the routing table decides
  std::optional<IpAddress> source_v6;
};

/// How far a run is; read by whoever draws a progress line.
struct Progress {
  std::atomic<std::size_t> probes_done{0};
};

/// Carries out every probe of the plan and returns when all are done, or soon after `stop` is requested; probes that were
/// under way are then marked as cut and the rest have empty slots. Uses up to RunOptions::threads threads of its own.
Observations run(const plan::Plan& plan, const RunOptions& options, std::stop_token stop, Progress* progress = nullptr);

/// Every handshake that this build knows, for plans, lists and suggestions. Static data.
std::span<const plan::Service> services();

/// The names in services(), each once.
std::vector<std::string> service_names();

}  // namespace flowvet::probe

namespace flowvet::base {
template <>
inline constexpr std::array word_table<probe::TraceMode>{Word{probe::TraceMode::automatic, "auto"},
                                                         Word{probe::TraceMode::always, "always"},
                                                         Word{probe::TraceMode::never, "never"}};
template <>
inline constexpr std::array word_table<probe::MtuMode>{Word{probe::MtuMode::automatic, "auto"}, Word{probe::MtuMode::always, "always"},
                                                       Word{probe::MtuMode::never, "never"}};
}  // namespace flowvet::base
