// Workers take the next job until none is left; a job is one address of one probe.
#include "probe/shard.hpp"

#include "probe/os/os.hpp"
#include "probe/resolver.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

namespace flowvet::probe {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

// A resolver asks each of its servers twice for five seconds; longer than this nobody waits for a name.
constexpr auto resolve_timeout = 5s;
// Descriptors or source ports are short: others finish within an attempt's time, so look again soon, and give up after a while.
constexpr auto shortage_pause = 20ms;
constexpr auto shortage_patience = 30s;

// A trace takes no more time beyond the attempts than this part of theirs, but enough for some round trips where they are short.
constexpr int trace_share = 5;
constexpr auto shortest_trace = 300ms;

bool is_shortage(const Attempt& attempt) {
  return attempt.error.kind == ErrorKind::no_descriptors || attempt.error.kind == ErrorKind::no_source_port;
}

/// Silence is worth another attempt; whatever answered, answered.
bool is_silence(const Attempt& attempt) {
  return attempt.error.kind == ErrorKind::timed_out && attempt.stage == Stage::connect && !attempt.peer_sent_bytes;
}

}  // namespace

Shard::Shard(const plan::Plan& plan, std::vector<std::size_t> members, std::span<std::optional<ProbeResult>> slots, Loop& loop,
             std::size_t in_flight, std::size_t trace_sockets, Progress* progress)
    : plan_(plan),
      members_(std::move(members)),
      slots_(slots),
      loop_(loop),
      in_flight_(in_flight),
      progress_(progress),
      tracer_(loop, trace_sockets) {}

void Shard::run() {
  std::map<std::string, std::vector<std::size_t>> by_name;
  for (const std::size_t member : members_) {
    const std::string& host = plan_.probes[member].host;
    (parse_address(host) ? literals_ : by_name[host]).push_back(member);
  }
  unresolved_ = by_name.size();
  for (auto& [host, probes] : by_name) spawn(resolve_host(host, std::move(probes)));

  const std::size_t workers = std::min(in_flight_, literals_.size() + unresolved_);
  for (std::size_t i = 0; i < workers; ++i) spawn(work());
  loop_.context.run();
  if (!bug_ && !loop_.deadlines.is_cut()) {
    loop_.context.restart();
    spawn(ask_again());
    loop_.context.run();
  }
  if (bug_) std::rethrow_exception(bug_);
}

void Shard::spawn(Task<void> task) {
  ++running_;
  asio::co_spawn(loop_.context, std::move(task), [this](std::exception_ptr bug) {
    if (bug && !bug_) bug_ = std::move(bug);
    if (--running_ == 0 || bug_) loop_.context.stop();
  });
}

void Shard::enqueue(std::size_t probe, Resolution resolution) {
  ProbeResult result;
  for (const IpAddress& address : resolution.addresses) {
    Observation observation;
    observation.address = address;
    observation.cut = true;  // until it is done
    result.observations.push_back(std::move(observation));
  }
  const std::size_t count = result.observations.size();
  result.resolution = std::move(resolution);
  slots_[probe] = std::move(result);
  for (std::size_t i = 0; i < count; ++i) ready_.push_back({probe, i});
  if (count == 0 && progress_ != nullptr) ++progress_->probes_done;
}

Task<void> Shard::resolve_host(std::string host, std::vector<std::size_t> probes) {
  const Resolution resolution = co_await resolve(loop_, std::move(host), Clock::now() + resolve_timeout);
  if (resolution.error.kind != ErrorKind::cancelled)
    for (const std::size_t probe : probes) enqueue(probe, resolution);
  // A name brings as many jobs as its probes have addresses, but was counted once when the workers were made.
  const std::size_t idle_or_new = std::min(in_flight_, running_ + ready_.size());
  while (running_ < idle_or_new) spawn(work());
  --unresolved_;
  job_bell_.cancel();
}

Task<std::optional<Shard::Job>> Shard::next_job() {
  while (!loop_.deadlines.is_cut()) {
    if (next_literal_ < literals_.size()) {
      const std::size_t probe = literals_[next_literal_++];
      enqueue(probe, *resolve_literal(plan_.probes[probe].host, loop_.options));
    }
    if (!ready_.empty()) {
      const Job job = ready_.front();
      ready_.pop_front();
      co_return job;
    }
    if (next_literal_ < literals_.size()) continue;
    if (unresolved_ == 0) break;
    boost::system::error_code rung;
    co_await job_bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  }
  co_return std::nullopt;
}

Task<void> Shard::work() {
  while (const auto job = co_await next_job()) {
    co_await carry_out(*job);
    const bool counted = job->observation > 0;  // a probe counts once, however many addresses its host has
    if (progress_ != nullptr && !counted) ++progress_->probes_done;
  }
}

Target Shard::target_of(Job job) const {
  const plan::Probe& probe = plan_.probes[job.probe];
  const Handshake* handshake = probe.service.empty() ? nullptr : find_handshake(probe.service, probe.transport);
  assert((probe.service.empty() || handshake != nullptr) && "make_plan takes services from this build's own table");
  return {probe.host, slots_[job.probe]->observations[job.observation].address, probe.port, handshake, probe.timeout, probe.patience};
}

Task<void> Shard::carry_out(Job job) {
  const plan::Probe& probe = plan_.probes[job.probe];
  const Target target = target_of(job);
  for (int tried = 0; tried < probe.attempts; ++tried) {
    if (!co_await wait_for_turn(target.address)) co_return;
    AttemptEnd end;
    co_await attempt(target, probe.transport, end);
    const bool again = is_silence(end.attempt);
    tracer_.learn(target, probe.transport, end.attempt);
    record(slots_[job.probe]->observations[job.observation], std::move(end));
    if (tried == 0) follow(job, target);
    if (!again) break;
  }
  Observation& observation = slots_[job.probe]->observations[job.observation];
  if (!path::is_worth_tracing(observation, probe.transport, loop_.options.trace)) observation.path.reset();
  observation.cut = loop_.deadlines.is_cut();
}

/// Begins when the first attempt is over, so that it costs little time beside those that follow.
void Shard::follow(Job job, const Target& target) {
  const plan::Probe& probe = plan_.probes[job.probe];
  Observation& observation = slots_[job.probe]->observations[job.observation];
  if (!path::is_worth_tracing(observation, probe.transport, loop_.options.trace)) return;
  const auto now = Clock::now();
  const auto all_attempts = probe.timeout * probe.attempts;
  const auto end =
      std::max(now + shortest_trace, loop_.began + observation.attempts.front().began + all_attempts + all_attempts / trace_share);
  spawn(tracer_.follow(target, probe.transport, observation, end));
}

Task<void> Shard::attempt(const Target& target, catalog::Transport transport, AttemptEnd& end) {
  const auto give_up = Clock::now() + shortage_patience;
  while (true) {
    end = {};
    switch (transport) {
      case catalog::Transport::tcp: co_await attempt_tcp(loop_, target, end); break;
      case catalog::Transport::udp: co_await attempt_udp(loop_, target, end); break;
      case catalog::Transport::icmp: co_await attempt_icmp(loop_, target, end); break;
    }
    if (!is_shortage(end.attempt) || Clock::now() > give_up) co_return;
    if (!co_await loop_.sleep_until(Clock::now() + shortage_pause)) co_return;
  }
}

Task<bool> Shard::wait_for_turn(const IpAddress& address) {
  const auto now = Clock::now();
  auto turn = loop_.pace.limited() ? loop_.pace.next(now) : now;
  if (loop_.options.host_rate > 0 && !is_loopback(address))
    turn = std::max(turn, host_pace_.try_emplace(address, loop_.options.host_rate / loop_.options.threads).first->second.next(now));
  if (turn <= now) co_return !loop_.deadlines.is_cut();
  co_return co_await loop_.sleep_until(turn);
}

void Shard::record(Observation& observation, AttemptEnd end) {
  if (end.source) observation.source = end.source;
  if (!end.facts.empty()) observation.facts = std::move(end.facts);
  observation.attempts.push_back(std::move(end.attempt));
}

}  // namespace flowvet::probe
