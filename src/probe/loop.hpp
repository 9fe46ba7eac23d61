// What every probe of one worker loop shares: its io_context, deadlines, pace and TLS settings. One thread each, nothing shared
// between loops but the read-only plan, the disjoint result slots and one progress counter.
#pragma once

#include "flowvet/probe/run.hpp"
#include "probe/channel.hpp"
#include "probe/deadline.hpp"
#include "probe/lookups.hpp"
#include "probe/pace.hpp"
#include "probe/tls.hpp"

#include <boost/asio/io_context.hpp>

#include <random>

namespace flowvet::probe {

struct Loop {
  Loop(const RunOptions& run_options, Clock::time_point run_began, std::shared_ptr<Lookups> run_lookups)
      : options(run_options), began(run_began), lookups(std::move(run_lookups)) {}

  boost::asio::io_context context{1};
  const RunOptions& options;
  Clock::time_point began;  ///< of the run
  std::shared_ptr<Lookups> lookups;
  DeadlineQueue deadlines{context};
  Pace pace{options.threads == 0 ? options.rate : options.rate / options.threads};
  TlsSettings tls;
  bool port_68_in_use = false;  ///< by an attempt of this loop: those that need it take turns
  /// Seeded from the system once: whoever could predict a nonce from others has seen them, and needs no prediction to echo them.
  std::mt19937_64 random{std::random_device{}()};

  /// Returns false when the run was cut meanwhile.
  Task<bool> sleep_until(Clock::time_point at);
  [[nodiscard]] std::chrono::microseconds since_start(Clock::time_point at) const {
    return std::chrono::duration_cast<std::chrono::microseconds>(at - began);
  }
  [[nodiscard]] std::optional<IpAddress> source_for(const IpAddress& target) const {
    return target.family == Family::v4 ? options.source_v4 : options.source_v6;
  }
};

}  // namespace flowvet::probe
