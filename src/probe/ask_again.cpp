// A Linux host sends about six ICMP port-unreachable messages in a burst and then one a second (net.ipv4.icmp_ratelimit), so
// closed UDP ports beyond the sixth look filtered. Ports that stayed silent on a host that did refuse others are asked once more:
// all at once where the host turns out to have answers left, else one a second.
#include "probe/path/together.hpp"
#include "probe/shard.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace flowvet::probe {

using namespace std::chrono_literals;

namespace {

constexpr auto icmp_interval = 1050ms;
// A whole range of thousands cannot be asked at this pace; the rest stays silent, which for UDP proves nothing either way.
constexpr std::size_t most_asked_slowly = 16;
// Packets may overtake each other, but hardly by so much; and a host's allowance does not grow by two answers meanwhile.
constexpr auto right_behind = 30ms;
constexpr int answers_to_spare = 2;

bool is_refusal(const Attempt& attempt) {
  return attempt.error.kind == ErrorKind::refused;
}

bool was_refused(const Observation& observation) {
  return std::ranges::any_of(observation.attempts, is_refusal);
}

bool was_silent(const Observation& observation) {
  return !observation.attempts.empty() &&
         std::ranges::all_of(observation.attempts, [](const Attempt& attempt) { return attempt.error.kind == ErrorKind::timed_out; });
}

}  // namespace

Task<void> Shard::ask_again() {
  std::map<IpAddress, std::vector<Job>> silent;
  std::map<IpAddress, Job> refused;
  for (const std::size_t probe : members_) {
    if (plan_.probes[probe].transport != catalog::Transport::udp || !slots_[probe]) continue;
    for (std::size_t i = 0; i < slots_[probe]->observations.size(); ++i) {
      const Observation& observation = slots_[probe]->observations[i];
      if (was_refused(observation)) refused.insert_or_assign(observation.address, Job{probe, i});
      if (was_silent(observation)) silent[observation.address].push_back({probe, i});
    }
  }
  for (auto& [address, jobs] : silent)
    if (const auto found = refused.find(address); found != refused.end()) spawn(ask_host_again(std::move(jobs), found->second));
  co_return;
}

Task<void> Shard::ask_host_again(std::vector<Job> silent, Job refused) {
  if (co_await ask_before(silent, refused)) co_return;
  std::erase_if(silent, [this](Job job) { return !was_silent(observation_of(job)); });
  silent.resize(std::min(silent.size(), most_asked_slowly), refused);
  for (const Job job : silent) {
    if (!co_await loop_.sleep_until(Clock::now() + icmp_interval)) co_return;
    co_await ask_once_more(job);
  }
}

/// Asks all of them, and right behind them a port that has been refused before, twice. Where that is refused both times the host
/// had not run out of answers when the others were asked, so their silence is not the limit's.
Task<bool> Shard::ask_before(std::vector<Job> silent, Job refused) {
  path::Together together(loop_);
  for (const Job job : silent) together.start(ask_once_more(job));
  int answers = 0;
  if (co_await loop_.sleep_until(Clock::now() + right_behind + silent.size() * 1ms))
    for (int i = 0; i < answers_to_spare; ++i) together.start(count_refusal(refused, answers));
  co_await together.all_done();
  co_return answers == answers_to_spare;
}

Task<void> Shard::ask_once_more(Job job) {
  Target target = target_of(job);
  target.keep_silent = false;
  adapt(target, plan_.probes[job.probe], observation_of(job));
  AttemptEnd end;
  end.index = observation_of(job).attempts.size();
  if (!co_await wait_for_turn(target.address)) co_return;
  co_await attempt_udp(loop_, target, end);
  record(job, target, end);
}

Task<void> Shard::count_refusal(Job job, int& refusals) {
  Target target = target_of(job);
  target.keep_silent = false;
  AttemptEnd end;
  if (!co_await wait_for_turn(target.address)) co_return;
  co_await attempt_udp(loop_, target, end);
  if (is_refusal(end.attempt)) ++refusals;
}

}  // namespace flowvet::probe
