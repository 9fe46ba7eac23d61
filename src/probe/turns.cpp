// Who may go to a host now: one connection a run to services that punish more, and in gentle runs one probe at a time to a host.
#include "probe/shard.hpp"

namespace flowvet::probe {

namespace {

/// Behind one proxy there are many hosts, so its address says nothing about whether two probes go to the same one.
bool is_shared(const plan::Probe& probe) {
  return probe.once && !probe.proxy;
}

}  // namespace

bool Shard::is_left_to_another(Job job) {
  const plan::Probe& probe = plan_.probes[job.probe];
  if (!is_shared(probe)) return false;
  const auto [entry, is_first] = visits_.try_emplace({address_of(job), probe.port}, Visit{job, {}, false});
  if (is_first) return false;
  Visit& visit = entry->second;
  if (visit.done)
    take_over(job, visit.first);
  else
    visit.others.push_back(job);
  return true;
}

void Shard::share(Job seen) {
  const plan::Probe& probe = plan_.probes[seen.probe];
  if (!is_shared(probe)) return;
  Visit& visit = visits_.at({address_of(seen), probe.port});
  visit.done = true;
  for (const Job job : visit.others) take_over(job, seen);
  visit.others.clear();
}

void Shard::take_over(Job job, Job seen) {
  slots_[job.probe]->observations[job.observation] = slots_[seen.probe]->observations[seen.observation];
  count_done(job);
}

bool Shard::begin_turn(Job job) {
  if (!loop_.options.one_at_a_time) return true;
  Turns& turns = turns_[address_of(job)];
  if (turns.busy) {
    turns.waiting.push_back(job);
    return false;
  }
  turns.busy = true;
  return true;
}

std::optional<Shard::Job> Shard::end_turn(Job job) {
  if (!loop_.options.one_at_a_time) return std::nullopt;
  Turns& turns = turns_.at(address_of(job));
  if (turns.waiting.empty() || loop_.deadlines.is_cut()) {
    turns.busy = false;
    return std::nullopt;
  }
  const Job next = turns.waiting.front();
  turns.waiting.pop_front();
  return next;
}

}  // namespace flowvet::probe
