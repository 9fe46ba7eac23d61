// One thread's share of a plan: resolves its hosts, then keeps many probes in flight until every slot is filled.
#pragma once

#include "probe/far_end/asking.hpp"
#include "probe/late.hpp"
#include "probe/path/mtu.hpp"
#include "probe/path/tracer.hpp"
#include "probe/rhythm.hpp"

#include <cstddef>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace flowvet::probe {

/// What a run has learnt of one host, and its turn in the pace towards it.
struct HostHistory {
  Pace pace;
  RoundTrip round_trip;
  Answers answers;
};

class Shard {
 public:
  /// `members` are the plan positions that this shard carries out; nobody else writes to their slots.
  Shard(const plan::Plan& plan, std::vector<std::size_t> members, std::span<std::optional<ProbeResult>> slots, Loop& loop,
        std::size_t in_flight, std::size_t path_sockets, Progress* progress);

  /// Returns when every member is done or the run was cut. Rethrows what a probe threw: that is a bug.
  void run();

 private:
  /// One address, and port where the endpoint mapper named it, of one probe.
  struct Job {
    std::size_t probe;
    std::size_t observation;
  };

  /// The one connection of a run to a service that punishes more: whoever wants the same waits for what it saw.
  struct Visit {
    Job first;
    std::vector<Job> others;
    bool done = false;
  };

  /// With RunOptions::one_at_a_time: whether a probe is under way to a host, and what waits for it to end.
  struct Turns {
    bool busy = false;
    std::deque<Job> waiting;
  };

  void spawn(Task<void> task);
  void enqueue(std::size_t probe, Resolution resolution);
  void add_job(std::size_t probe, const IpAddress& address, std::uint16_t port = 0, std::vector<RpcEndpoint> endpoints = {});
  void wake_workers();

  Task<void> resolve_host(std::string host, std::vector<std::size_t> probes);
  Task<void> start(std::size_t workers);
  Task<void> work();
  Task<std::optional<Job>> next_job();
  Task<void> carry_out(Job job);
  void prepare_followers(std::size_t mapper);
  void follow(Job mapper);
  [[nodiscard]] bool is_worth_tracing(Job job) const;
  void begin_trace(Job job, Target target);
  Task<void> trace(Job job, Target target, Clock::time_point at_least_until);
  Clock::time_point end_of_trace(Job job);
  void begin_measure(Job job);
  Task<void> measure(Job job, Target target);
  bool is_left_to_another(Job job);
  void share(Job seen);
  void take_over(Job job, Job seen);
  void share_path(Job traced);
  bool begin_turn(Job job);
  std::optional<Job> end_turn(Job job);
  Task<void> ask_again();
  Task<void> ask_host_again(std::vector<Job> silent, Job refused);
  Task<bool> ask_before(std::vector<Job> silent, Job refused);
  Task<void> ask_once_more(Job job);
  Task<void> count_refusal(Job job, int& refusals);

  Task<bool> wait_for_turn(const IpAddress& address);
  [[nodiscard]] const IpAddress& address_of(Job job) const;
  /// Not to be kept over an await: the endpoint mapper may add to a probe's observations meanwhile.
  Observation& observation_of(Job job);
  [[nodiscard]] Target target_of(Job job) const;
  void count_done(Job job);
  Rhythm rhythm_of(const plan::Probe& probe, const IpAddress& address);
  [[nodiscard]] std::unique_ptr<far_end::Asking> make_asking(const plan::Probe& probe);
  [[nodiscard]] bool is_lossy() const { return answers_.lost > 0; }
  [[nodiscard]] std::chrono::milliseconds catch_up(std::chrono::microseconds spacing, const Observation& observation) const;
  /// Where a silent attempt is known to have never left this host, says so in it.
  static void note_kept_back(Observation& observation, const LateAnswers& late);
  void adapt(Target& target, const plan::Probe& probe, const Observation& observation);
  bool has_tried_enough(const plan::Probe& probe, const Observation& observation);
  void learn(const Observation& observation, std::size_t answered);
  HostHistory& history_of(const IpAddress& address);
  /// Puts an attempt into its place: behind the last, or again where it stood before it was answered.
  void record(Job job, const Target& target, AttemptEnd& end);

  const plan::Plan& plan_;
  std::vector<std::size_t> members_;   ///< all of this shard
  std::vector<std::size_t> literals_;  ///< those whose host is written as an address
  std::map<std::size_t, std::vector<std::size_t>> followers_;  ///< by endpoint mapper: the probes whose ports it names
  std::span<std::optional<ProbeResult>> slots_;
  Loop& loop_;
  std::size_t in_flight_;
  Progress* progress_;

  std::size_t next_literal_ = 0;  ///< those before it have been started
  std::deque<Job> ready_;         ///< addresses of resolved names
  std::size_t unresolved_ = 0;    ///< names still being looked up
  boost::asio::steady_timer job_bell_{loop_.context, Clock::time_point::max()};
  std::optional<responder::Keys> keys_;  ///< of the plan's token
  std::map<IpAddress, HostHistory> hosts_;
  Answers answers_;               ///< of all hosts
  std::map<std::pair<IpAddress, std::uint16_t>, Visit> visits_;
  std::map<IpAddress, Turns> turns_;
  path::Asker asker_;             ///< of tracer_ and gauge_
  path::Tracer tracer_;
  path::Gauge gauge_;
  std::size_t running_ = 0;       ///< coroutines that have not ended
  std::exception_ptr bug_;
};

}  // namespace flowvet::probe
