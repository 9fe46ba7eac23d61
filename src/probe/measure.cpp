// How large a packet gets to the hosts of some checks, once their attempts are over and beside those of all others.
#include "probe/shard.hpp"

#include "flowvet/probe/path_mtu.hpp"
#include "flowvet/probe/responder_seen.hpp"

#include <algorithm>
#include <utility>

namespace flowvet::probe {
namespace {

/// The port as a responder knows it that answered there by datagrams; nullopt where none did, or none that acts on what it is asked.
std::optional<std::uint16_t> responder_port(const Observation& observation, const plan::Probe& probe) {
  const bool answered = probe.transport == catalog::Transport::udp && !observation.attempts.empty() &&
                        observation.attempts.back().reply == Reply::responder && observation.responder && observation.responder->word;
  if (!answered || observation.responder->word->clock_refused) return std::nullopt;
  return observation.responder->word->arrived_at.port;
}

}  // namespace

/// Not for controls, on which nothing listens, nor in gentle runs.
void Shard::begin_measure(Job job) {
  const plan::Probe& probe = plan_.probes[job.probe];
  const Observation& observation = observation_of(job);
  if (loop_.options.one_at_a_time || loop_.deadlines.is_cut() || std::ranges::binary_search(plan_.controls, job.probe)) return;
  if (path::is_worth_measuring(observation, probe, loop_.options.mtu)) spawn(measure(job, target_of(job)));
}

Task<void> Shard::measure(Job job, Target target) {
  const Attempt& last = observation_of(job).attempts.back();
  const bool refuses = last.error.kind == ErrorKind::refused;
  const auto rtt = last.peer_sent_bytes || refuses ? std::max(last.rtt, last.took) : std::chrono::microseconds{};
  path::Occasion occasion{last.peer_sent_bytes, refuses, rtt, false, std::nullopt};
  const auto port = responder_port(observation_of(job), plan_.probes[job.probe]);
  if (keys_ && port) occasion.far_end = path::FarEnd{&*keys_, *port};
  PathMtu mtu = co_await gauge_.measure(std::move(target), plan_.probes[job.probe].transport, occasion);
  if (!loop_.deadlines.is_cut()) observation_of(job).mtu = std::make_shared<const PathMtu>(std::move(mtu));
}

}  // namespace flowvet::probe
