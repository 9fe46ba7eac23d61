// A Linux host sends about six ICMP port-unreachable messages in a burst and then one a second (net.ipv4.icmp_ratelimit), so
// closed UDP ports beyond the sixth look filtered. Ports that stayed silent on a host that did refuse others are asked once
// more, one a second.
#include "probe/shard.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace flowvet::probe {

using namespace std::chrono_literals;

namespace {

constexpr auto icmp_interval = 1050ms;
// A whole range of thousands cannot be asked at this pace; the rest stays silent, which for UDP proves nothing either way.
constexpr std::size_t most_asked_again = 16;

bool was_refused(const Observation& observation) {
  return std::ranges::any_of(observation.attempts, [](const Attempt& attempt) { return attempt.error.kind == ErrorKind::refused; });
}

bool was_silent(const Observation& observation) {
  return !observation.attempts.empty() &&
         std::ranges::all_of(observation.attempts, [](const Attempt& attempt) { return attempt.error.kind == ErrorKind::timed_out; });
}

}  // namespace

Task<void> Shard::ask_again() {
  std::map<std::string, std::vector<std::size_t>> silent;
  std::map<std::string, bool> refuses;
  for (const std::size_t probe : members_) {
    if (plan_.probes[probe].transport != catalog::Transport::udp || !slots_[probe]) continue;
    const auto& observations = slots_[probe]->observations;
    if (std::ranges::any_of(observations, was_refused)) refuses[plan_.probes[probe].host] = true;
    if (std::ranges::any_of(observations, was_silent)) silent[plan_.probes[probe].host].push_back(probe);
  }
  for (auto& [host, probes] : silent) {
    probes.resize(std::min(probes.size(), most_asked_again));
    if (refuses[host]) spawn(ask_host_again(std::move(probes)));
  }
  co_return;
}

Task<void> Shard::ask_host_again(std::vector<std::size_t> probes) {
  for (const std::size_t probe : probes) {
    for (std::size_t i = 0; i < slots_[probe]->observations.size(); ++i) {
      if (!was_silent(slots_[probe]->observations[i])) continue;
      if (!co_await loop_.sleep_until(Clock::now() + icmp_interval)) co_return;
      const Target target = target_of({probe, i});
      AttemptEnd end;
      end.index = slots_[probe]->observations[i].attempts.size();
      co_await attempt_udp(loop_, target, end);
      record(slots_[probe]->observations[i], end);
    }
  }
}

}  // namespace flowvet::probe
