// What follows from an endpoint mapper's answer: one job for each port that it named, or for those that the plan has in reserve.
// Followers are no coroutines that wait for the mapper but jobs that come into being after it, so one worker suffices for both.
#include "probe/named_ports.hpp"
#include "probe/shard.hpp"

namespace flowvet::probe {

void Shard::prepare_followers(std::size_t mapper) {
  const auto found = followers_.find(mapper);
  if (found == followers_.end()) return;
  const Resolution& resolution = slots_[mapper]->resolution;
  for (const std::size_t probe : found->second) {
    slots_[probe] = ProbeResult{resolution, {}};
    if (resolution.addresses.empty() && progress_ != nullptr) ++progress_->probes_done;
  }
}

void Shard::follow(Job mapper) {
  const auto found = followers_.find(mapper.probe);
  if (found == followers_.end() || loop_.deadlines.is_cut()) return;
  const Observation& answer = slots_[mapper.probe]->observations[mapper.observation];
  const auto named = named_ports(answer.endpoints);
  for (const std::size_t probe : found->second) {
    for (const NamedPort& port : named) add_job(probe, answer.address, port.port, port.endpoints);
    if (!named.empty()) continue;
    for (const std::uint16_t port : plan_.probes[probe].mapped->otherwise) add_job(probe, answer.address, port);
  }
  wake_workers();
}

}  // namespace flowvet::probe
