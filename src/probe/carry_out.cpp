// One check at one address: attempts until something answers or silence has lasted long enough, in the rhythm that the host's other
// answers set, and beside them the trace of a flow that gets no answer.
#include "probe/os/kept_back.hpp"
#include "probe/shard.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace flowvet::probe {

using namespace std::chrono_literals;

namespace {

// Descriptors or source ports are short: others finish within an attempt's time, so look again soon, and give up after a while.
constexpr auto shortage_pause = 20ms;
constexpr auto shortage_patience = 30s;

// A trace takes no more time beyond the attempts than this part of theirs, but enough for some round trips where they are short.
constexpr int trace_share = 4;
constexpr auto shortest_trace = 700ms;

bool is_shortage(const Attempt& attempt) {
  return attempt.error.kind == ErrorKind::no_descriptors || attempt.error.kind == ErrorKind::no_source_port;
}

// TCP repeats what was lost ever more slowly, so on a path that loses packets a dialogue may take long, and a new connection is
// the better bet.
constexpr auto lossy_patience = 15000ms;
constexpr int most_dialogues = 3;

/// The connection was made, and then nothing more came within the dialogue's time.
bool is_stalled(const Attempt& attempt) {
  return attempt.error.kind == ErrorKind::timed_out && (attempt.stage == Stage::tls || attempt.stage == Stage::dialogue);
}

boost::asio::ip::tcp::endpoint tcp_endpoint_of(const Target& target) {
  return {os::to_asio(target.address), target.proxy_port == 0 ? target.port : target.proxy_port};
}

/// No router is known to hear the flow's packets: they may never have left this host.
bool is_heard_by_nobody(const Observation& observation) {
  return !observation.path || !somebody_heard(observation.path->own);
}

/// And others were heard.
bool is_worth_waiting_for(const Observation& observation) {
  return observation.path && observation.path->comparison && somebody_heard(*observation.path->comparison);
}

/// The host itself answered; an ICMP error may come from a device on the way, and hosts limit how many they send.
bool is_from_the_host(const Attempt& attempt) {
  return attempt.rtt.count() > 0 || (attempt.error.kind == ErrorKind::refused && !attempt.icmp);
}

}  // namespace

std::unique_ptr<far_end::Asking> Shard::make_asking(const plan::Probe& probe) {
  return keys_ && probe.asks != plan::Asks::never ? std::make_unique<far_end::Asking>(*keys_, loop_.random) : nullptr;
}

Task<void> Shard::carry_out(Job job) {
  const plan::Probe& probe = plan_.probes[job.probe];
  Target target = target_of(job);
  const auto asking = make_asking(probe);
  far_end::Lanes lanes(probe);
  target.asking = asking.get();
  const auto began = Clock::now();
  LateAnswers late;
  AttemptEnd end;
  bool traced = false;
  for (int stalled = 0; lanes.now() != far_end::Lane::nobody && co_await wait_for_turn(target.address);) {
    target.lane = lanes.now();
    adapt(target, probe, observation_of(job));
    end = {};
    end.index = observation_of(job).attempts.size();
    // In place, not in a coroutine of its own: thousands are under way at once.
    switch (probe.transport) {
      case catalog::Transport::tcp: co_await attempt_tcp(loop_, target, end); break;
      case catalog::Transport::udp: co_await attempt_udp(loop_, target, end); break;
      case catalog::Transport::icmp: co_await attempt_icmp(loop_, target, end); break;
    }
    if (is_shortage(end.attempt) && Clock::now() < began + shortage_patience) {
      co_await loop_.sleep_until(Clock::now() + shortage_pause);
      continue;
    }
    late.keep(end);
    record(job, target, end);
    const bool silent = is_silence(observation_of(job).attempts.back());
    if (!silent) learn(observation_of(job), end.index);
    if (silent) {
      if (!std::exchange(traced, true)) begin_trace(job, target);
      lanes.met_silence();
      const bool enough = has_tried_enough(probe, observation_of(job));
      if (enough) co_await loop_.sleep_until(began + rhythm_of(probe, target.address).silence);
      const bool is_suspect = enough && probe.transport == catalog::Transport::tcp && is_heard_by_nobody(observation_of(job));
      const auto kept_back = is_suspect ? os::is_kept_back(tcp_endpoint_of(target), loop_.source_for(target.address)) : false;
      if (!kept_back && is_worth_waiting_for(observation_of(job))) co_await loop_.sleep_until(began + os::first_repetition);
      if (!co_await late.take(loop_, target, end)) {
        if (kept_back.value_or(false))
          mark_as_kept_back(observation_of(job).attempts.back());
        else if (enough)
          note_kept_back(observation_of(job), late);
        if (enough) break;
        continue;
      }
      record(job, target, end);
      learn(observation_of(job), end.index);
    }
    const bool stalls = end.lane == far_end::Lane::service && is_stalled(observation_of(job).attempts[end.index]) && is_lossy();
    const bool worth_another = stalls && !probe.attempts && !probe.once && ++stalled < most_dialogues;
    if (!worth_another && lanes.goes_on_after(end.lane, observation_of(job).attempts[end.index], is_lossy())) continue;
    if (!std::exchange(traced, true)) begin_trace(job, target);
    if (!worth_another) break;
  }
  if (asking) observation_of(job).responder = std::make_shared<const ResponderSeen>(asking->seen());
  if (!is_worth_tracing(job)) observation_of(job).path = nullptr;  // the trace ended first, and it turned out that it is of no use
  observation_of(job).cut = loop_.deadlines.is_cut();
}

void Shard::note_kept_back(Observation& observation, const LateAnswers& late) {
  if (const auto attempt = late.never_left()) mark_as_kept_back(observation.attempts[*attempt]);
}

/// Not for proxies, whose distance says nothing of the destination; controls, on which nothing listens; answers to a port that must be
/// left to the attempts; gentle runs; nor where a connection that completes would be one too many.
bool Shard::is_worth_tracing(Job job) const {
  const plan::Probe& probe = plan_.probes[job.probe];
  if (probe.proxy || probe.answers == plan::Answers::to_port_68 || loop_.options.one_at_a_time) return false;
  if (std::ranges::binary_search(plan_.controls, job.probe)) return false;
  const Observation& observation = slots_[job.probe]->observations[job.observation];
  if (!path::is_worth_tracing(observation, probe.transport, loop_.options.trace)) return false;
  return !probe.once || observation.attempts.back().stage <= Stage::connect;
}

/// Begins when the first attempt is over, so that it costs little time beside those that follow. One that took long, because a service
/// that accepts was given its time to answer, leaves its trace the same share of that.
void Shard::begin_trace(Job job, Target target) {
  if (!is_worth_tracing(job)) return;
  const auto taken = loop_.since_start(Clock::now()) - observation_of(job).attempts.front().began;
  target.timeout = plan_.probes[job.probe].timeout;
  target.lane = far_end::Lane::service;
  target.asking = nullptr;  // does not live as long
  spawn(trace(job, std::move(target), Clock::now() + std::max<Clock::duration>(shortest_trace, taken / trace_share)));
}

/// By what is known of the host now.
Clock::time_point Shard::end_of_trace(Job job) {
  const Observation& observation = observation_of(job);
  const Rhythm rhythm = rhythm_of(plan_.probes[job.probe], observation.address);
  const auto all_attempts = std::max(rhythm.silence, rhythm.spacing * rhythm.attempts);
  return loop_.began + observation.attempts.front().began + all_attempts + all_attempts / trace_share;
}

Task<void> Shard::trace(Job job, Target target, Clock::time_point at_least_until) {
  const std::function end = [=, this] { return std::max(at_least_until, end_of_trace(job)); };
  const bool answered = !is_silence(observation_of(job).attempts.back());
  Path path = co_await tracer_.follow(std::move(target), plan_.probes[job.probe].transport, answered, end);
  if (loop_.deadlines.is_cut() || !is_worth_tracing(job)) co_return;  // answered meanwhile
  observation_of(job).path = std::make_shared<const Path>(std::move(path));
  share_path(job);
}

/// What an attempt may take so that those after it begin in time although earlier ones ended late, as they do on a busy machine and
/// where the round trip was not known yet. Half a spacing takes no attempt away and shortens no silence.
std::chrono::milliseconds Shard::catch_up(std::chrono::microseconds spacing, const Observation& observation) const {
  const auto due = observation.attempts.front().began + spacing * (observation.attempts.size() + 1);
  const auto left = due - loop_.since_start(Clock::now());
  return std::chrono::ceil<std::chrono::milliseconds>(std::max<std::chrono::microseconds>(left, spacing / 2));
}

void Shard::adapt(Target& target, const plan::Probe& probe, const Observation& observation) {
  if (probe.attempts) return;
  if (is_lossy()) target.patience = std::max(target.patience, lossy_patience);
  const auto spacing = rhythm_of(probe, target.address).spacing;
  target.timeout = std::chrono::ceil<std::chrono::milliseconds>(spacing);
  if (target.keep_silent && !observation.attempts.empty()) target.timeout = std::min(target.timeout, catch_up(spacing, observation));
  // On an unknown path an attempt whose late answer is lost waits longer each time.
  if (!target.keep_silent && !history_of(target.address).round_trip.limit())
    target.timeout = std::min(target.timeout * static_cast<int>(1 + observation.attempts.size() / 2), probe.timeout);
}

/// What is learnt of the host meanwhile counts at once: a slow path turns out to need more time, a good one fewer attempts.
bool Shard::has_tried_enough(const plan::Probe& probe, const Observation& observation) {
  return loop_.deadlines.is_cut() ||
         observation.attempts.size() >= static_cast<std::size_t>(rhythm_of(probe, observation.address).attempts);
}

Rhythm Shard::rhythm_of(const plan::Probe& probe, const IpAddress& address) {
  const int lanes = far_end::Lanes(probe).alternates() ? 2 : 1;
  if (probe.attempts) return {*probe.attempts * lanes, probe.timeout, {}};
  const HostHistory& host = history_of(address);
  RoundTrip round_trip = host.round_trip;
  // A host whose every flow is blocked answers the trace's comparison all the same.
  if (const auto heard = round_trip.limit() ? std::nullopt : tracer_.round_trip_to(address)) round_trip.add(*heard);
  const Answers echoes = tracer_.echoes();
  const Answers run{answers_.answered + echoes.answered, answers_.lost + echoes.lost};
  return shared_out(make_rhythm(host.answers, run, round_trip, probe.timeout), lanes);
}

/// The attempts before the one that was answered were lost: they are further apart than an answer takes. What was said to somebody else
/// was not: a service does not answer asks, nor a responder anything else.
void Shard::learn(const Observation& observation, std::size_t answered) {
  const Attempt& attempt = observation.attempts[answered];
  if (!is_from_the_host(attempt)) return;
  const auto before = std::span(observation.attempts).first(answered);
  const auto lost = std::ranges::count_if(before, [&attempt](const Attempt& earlier) {
    return earlier.asked == attempt.asked && earlier.error.kind == ErrorKind::timed_out;
  });
  HostHistory& host = history_of(observation.address);
  host.round_trip.add(attempt.rtt.count() > 0 ? attempt.rtt : attempt.took);
  for (Answers* answers : {&host.answers, &answers_}) {
    ++answers->answered;
    answers->lost += static_cast<std::size_t>(lost);
  }
}

}  // namespace flowvet::probe
