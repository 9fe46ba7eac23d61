// Workers take the next job until none is left; a job is one address of one probe.
#include "probe/shard.hpp"

#include "probe/os/os.hpp"
#include "probe/resolver.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
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

// Each start takes some tens of microseconds, so this many take about a millisecond.
constexpr std::size_t started_at_once = 32;

/// Whether an answer that comes after its attempt is still taken: not an echo reply, nor where a second connection is one too many,
/// nor where attempts must give way to each other.
bool takes_late_answers(const plan::Probe& probe) {
  return !probe.attempts && !probe.once && probe.transport != catalog::Transport::icmp && probe.answers != plan::Answers::to_port_68;
}

/// Whom we connect to, and whose name is ours to look up: where there is a proxy, the destination's name is the proxy's to look up.
const std::string& first_host(const plan::Probe& probe) {
  return probe.proxy ? probe.proxy->host : probe.host;
}

}  // namespace

Shard::Shard(const plan::Plan& plan, std::vector<std::size_t> members, std::span<std::optional<ProbeResult>> slots, Loop& loop,
             std::size_t in_flight, std::size_t path_sockets, Progress* progress)
    : plan_(plan),
      members_(std::move(members)),
      slots_(slots),
      loop_(loop),
      in_flight_(in_flight),
      progress_(progress),
      asker_(loop, path_sockets),
      tracer_(asker_),
      gauge_(asker_) {
  if (plan.token) keys_ = responder::derive_keys(plan.token->reveal());
}

void Shard::run() {
  std::map<std::string, std::vector<std::size_t>> by_name;
  for (const std::size_t member : members_) {
    const plan::Probe& probe = plan_.probes[member];
    const std::string& host = first_host(probe);
    if (probe.mapped)
      followers_[probe.mapped->mapper].push_back(member);
    else
      (parse_address(host) ? literals_ : by_name[host]).push_back(member);
  }
  unresolved_ = by_name.size();
  for (auto& [host, probes] : by_name) spawn(resolve_host(host, std::move(probes)));

  const std::size_t workers = std::min(in_flight_, literals_.size() + unresolved_);
  spawn(start(workers));
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
  const auto addresses = resolution.addresses;
  slots_[probe] = ProbeResult{std::move(resolution), {}};
  prepare_followers(probe);
  for (const IpAddress& address : addresses) add_job(probe, address);
  if (addresses.empty() && progress_ != nullptr) ++progress_->probes_done;
}

void Shard::add_job(std::size_t probe, const IpAddress& address, std::uint16_t port, std::vector<RpcEndpoint> endpoints) {
  auto& observations = slots_[probe]->observations;
  const Job job{probe, observations.size()};
  Observation& observation = observations.emplace_back();
  observation.address = address;
  observation.port = port;
  observation.endpoints = std::move(endpoints);
  observation.cut = true;  // until it is done
  if (!is_left_to_another(job)) ready_.push_back(job);
}

void Shard::wake_workers() {
  const std::size_t idle_or_new = std::min(in_flight_, running_ + ready_.size());
  while (running_ < idle_or_new) spawn(work());
  job_bell_.cancel();
}

Task<void> Shard::resolve_host(std::string host, std::vector<std::size_t> probes) {
  const Resolution resolution = co_await resolve(loop_, std::move(host), Clock::now() + resolve_timeout);
  if (resolution.error.kind != ErrorKind::cancelled)
    for (const std::size_t probe : probes) enqueue(probe, resolution);
  --unresolved_;
  wake_workers();  // a name brings as many jobs as its probes have addresses, but was counted once when the workers were made
}

Task<std::optional<Shard::Job>> Shard::next_job() {
  while (!loop_.deadlines.is_cut()) {
    if (next_literal_ < literals_.size()) {
      const std::size_t probe = literals_[next_literal_++];
      enqueue(probe, *resolve_literal(first_host(plan_.probes[probe]), loop_.options));
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

/// A few at a time: while the loop starts thousands it hears no answers, and their round trips would look long.
Task<void> Shard::start(std::size_t workers) {
  for (std::size_t started = 0; started < workers && !loop_.deadlines.is_cut(); ++started) {
    spawn(work());
    if (started % started_at_once == 0) co_await asio::post(loop_.context, asio::use_awaitable);
  }
}

Task<void> Shard::work() {
  while (const auto next = co_await next_job()) {
    if (!begin_turn(*next)) continue;  // whoever is at that host goes on with it
    for (std::optional<Job> job = next; job; job = end_turn(*job)) {
      co_await carry_out(*job);
      count_done(*job);
      share(*job);
      follow(*job);
      begin_measure(*job);
    }
  }
}

const IpAddress& Shard::address_of(Job job) const {
  return slots_[job.probe]->observations[job.observation].address;
}

Observation& Shard::observation_of(Job job) {
  return slots_[job.probe]->observations[job.observation];
}

Target Shard::target_of(Job job) const {
  const plan::Probe& probe = plan_.probes[job.probe];
  const Handshake* handshake = probe.service.empty() ? nullptr : find_handshake(probe.service, probe.transport);
  assert((probe.service.empty() || handshake != nullptr) && "make_plan takes services from this build's own table");
  const std::string& name = probe.server_name.empty() ? probe.host : probe.server_name;
  const Observation& observation = slots_[job.probe]->observations[job.observation];
  Target target{name, observation.address, probe.mapped ? observation.port : probe.port, probe.proxy ? probe.proxy->port : std::uint16_t{0},
                handshake, probe.timeout, probe.patience, probe.record, takes_late_answers(probe), {}, {}, probe.secret};
  for (const RpcEndpoint& endpoint : observation.endpoints) target.interfaces.push_back(endpoint.served);
  return target;
}

Task<bool> Shard::wait_for_turn(const IpAddress& address) {
  const auto now = Clock::now();
  auto turn = loop_.pace.limited() ? loop_.pace.next(now) : now;
  if (loop_.options.host_rate > 0 && !is_loopback(address)) turn = std::max(turn, history_of(address).pace.next(now));
  if (turn <= now) co_return !loop_.deadlines.is_cut();
  co_return co_await loop_.sleep_until(turn);
}

HostHistory& Shard::history_of(const IpAddress& address) {
  const auto known = hosts_.find(address);
  if (known != hosts_.end()) return known->second;
  return hosts_.emplace(address, HostHistory{Pace(loop_.options.host_rate / loop_.options.threads), {}, {}}).first->second;
}

/// A probe counts once, however many addresses its host has.
void Shard::count_done(Job job) {
  if (progress_ != nullptr && job.observation == 0) ++progress_->probes_done;
}

void Shard::record(Job job, const Target& target, AttemptEnd& end) {
  const plan::Probe& probe = plan_.probes[job.probe];
  if (!probe.proxy) tracer_.learn(target, probe.transport, end.attempt);
  Observation& observation = observation_of(job);
  if (end.source) observation.source = end.source;
  if (!end.facts.empty()) observation.facts = std::move(end.facts);
  if (!end.endpoints.empty()) observation.endpoints = std::move(end.endpoints);
  if (end.index == observation.attempts.size()) observation.attempts.emplace_back();
  observation.attempts[end.index] = std::move(end.attempt);
  if (!is_worth_tracing(job)) observation.path.reset();
}

}  // namespace flowvet::probe
