// One thread's share of a plan: resolves its hosts, then keeps many probes in flight until every slot is filled.
#pragma once

#include "probe/attempt.hpp"
#include "probe/loop.hpp"
#include "probe/path/tracer.hpp"

#include <cstddef>
#include <deque>
#include <exception>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace flowvet::probe {

class Shard {
 public:
  /// `members` are the plan positions that this shard carries out; nobody else writes to their slots.
  Shard(const plan::Plan& plan, std::vector<std::size_t> members, std::span<std::optional<ProbeResult>> slots, Loop& loop,
        std::size_t in_flight, std::size_t trace_sockets, Progress* progress);

  /// Returns when every member is done or the run was cut. Rethrows what a probe threw: that is a bug.
  void run();

 private:
  /// One address of one probe.
  struct Job {
    std::size_t probe;
    std::size_t observation;
  };

  void spawn(Task<void> task);
  void enqueue(std::size_t probe, Resolution resolution);
  void wake_workers();

  Task<void> resolve_host(std::string host, std::vector<std::size_t> probes);
  Task<void> work();
  Task<std::optional<Job>> next_job();
  Task<void> carry_out(Job job);
  void follow(Job job, const Target& target);
  Task<void> ask_again();
  Task<void> ask_host_again(std::vector<std::size_t> probes);

  Task<void> attempt(const Target& target, catalog::Transport transport, AttemptEnd& end);
  Task<bool> wait_for_turn(const IpAddress& address);
  [[nodiscard]] Target target_of(Job job) const;
  void record(Observation& observation, AttemptEnd end);

  const plan::Plan& plan_;
  std::vector<std::size_t> members_;   ///< all of this shard
  std::vector<std::size_t> literals_;  ///< those whose host is written as an address
  std::span<std::optional<ProbeResult>> slots_;
  Loop& loop_;
  std::size_t in_flight_;
  Progress* progress_;

  std::size_t next_literal_ = 0;  ///< those before it have been started
  std::deque<Job> ready_;         ///< addresses of resolved names
  std::size_t unresolved_ = 0;    ///< names still being looked up
  boost::asio::steady_timer job_bell_{loop_.context, Clock::time_point::max()};
  std::map<IpAddress, Pace> host_pace_;
  path::Tracer tracer_;
  std::size_t running_ = 0;       ///< coroutines that have not ended
  std::exception_ptr bug_;
};

}  // namespace flowvet::probe
