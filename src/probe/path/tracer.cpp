// One flow: first the two questions that decide most often (does it pass the last router, does the host answer), then, where it
// stops earlier, all hops in rounds, each time with the comparison's packet right behind the flow's own. A router that answers the
// second has not been too busy for the first. As many rounds as the judge needs: both go by the same reading of the answers.
#include "probe/path/tracer.hpp"

#include "flowvet/probe/local_error.hpp"
#include "probe/path/floors.hpp"
#include "probe/path/together.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace flowvet::probe::path {

namespace asio = boost::asio;
using catalog::Transport;
using namespace std::chrono_literals;

namespace {

// Where no round trip is known: beyond any path inside a company, and within what a blocked flow's attempts leave.
constexpr auto unknown_patience = 250ms;
// A Linux router's allowance for ICMP errors to one peer grows by one in a second (net.ipv4.icmp_ratelimit).
constexpr auto allowance_interval = 1050ms;
// Rounds of questions at hops that stay silent: where the comparison is not heard either there is nothing to learn from many.
constexpr int rounds_unheard = 3;
constexpr int most_rounds = 12;
// The first round shows which hops are passed; those that stay silent are then asked as often as a good path needs, without waiting
// for each silence to end.
constexpr int repeated = 3;
constexpr auto repeat_gap = 25ms;
constexpr std::uint8_t wide = 8;
constexpr std::uint8_t narrow = 4;  ///< for a service that works: each of the last ones is a connection to it

// A pause of the network is shorter than what this many tries listen to; more would cost time where nobody speaks ICMP.
constexpr int tries_while_deaf = 2;

bool is_from(const std::optional<Icmp>& icmp, const IpAddress& host) {
  return icmp && icmp->offender == host;
}

/// The network was not asked, or nobody knows whether it was.
bool ended_here(ErrorKind kind) {
  return is_local(kind) || kind == ErrorKind::cancelled || kind == ErrorKind::other;
}

bool is_proof(const Attempt& attempt) {
  return attempt.reply == Reply::valid || attempt.reply == Reply::responder;
}

/// One flow's trace while it is being made.
class Follow {
 public:
  Follow(Asker& asker, Target target, Transport transport, bool answered, Survey comparison, Clock::time_point end)
      : asker_(asker),
        own_{std::move(target), {transport, 0, {}}, comparison.patience, most_hops},
        others_(std::move(comparison)),
        answered_(answered) {
    own_.trace.port = own_.target.port;
    own_.end = others_.end = end;
    distance_ = host_distance(others_.trace, own_.target.address);
  }

  Task<void> make() {
    if (distance_ == 0) {
      co_await scan(asker_, own_, 1, wide);
      if (answered_ && !somebody_heard(own_.trace) && in_time()) co_await scan(asker_, own_, 1, wide);
      distance_ = static_cast<std::uint8_t>(std::max(farthest_passed(own_.trace), farthest_passed(others_.trace)) + 1);
    } else {
      co_await ask_at_the_end();
    }
    for (int round = 0; round < most_rounds && !asked_enough() && in_time(); ++round) {
      const unsigned next = next_heard_hop(own_.trace, others_.trace);
      if (round >= rounds_unheard && next == 0) break;
      if (next > 0 && is_deaf_to_the_flow(own_.trace, others_.trace, own_.target.address, next)) break;
      const bool router_is_tired = round >= rounds_unheard && !answered_last(next);
      const auto rested = Clock::now() + allowance_interval;
      if (router_is_tired && rested < own_.end && !co_await asker_.loop().sleep_until(rested)) co_return;
      co_await ask_on_the_way(round == 1 ? repeated : 1);
    }
    if (own_.trace.transport == Transport::tcp && host_distance(own_.trace, own_.target.address) > 0 && in_time())
      co_await ask_whose_answer();
  }

  Path result() && { return {std::move(own_.trace), std::move(others_.trace)}; }

 private:
  [[nodiscard]] bool in_time() const { return Clock::now() < own_.end; }

  void start(Together& together, Survey& survey, os::Reach reach) { together.start(ask(asker_, survey, reach)); }

  /// Whether the router at this hop answered the comparison's last packet.
  [[nodiscard]] bool answered_last(unsigned hop) const {
    const auto& answers = others_.trace.answers;
    const auto last = std::find_if(answers.rbegin(), answers.rend(), [hop](const HopAnswer& answer) { return answer.hops == hop; });
    return last != answers.rend() && last->sign == HopSign::expired;
  }

  /// Something answers in the host's name: is that as far away as the host?
  Task<void> ask_whose_answer() {
    Together together(asker_.loop());
    together.start(confirm(asker_, others_));
    together.start(ask_with_floors(asker_, own_, others_.trace));
    co_await together.all_done();
  }

  Task<void> ask_at_the_end() {
    Together together(asker_.loop());
    if (distance_ > 1) start(together, own_, {static_cast<std::uint8_t>(distance_ - 1), 0});
    start(together, own_, {distance_, 0});
    co_await together.all_done();
    // Its own way may be longer than the comparison's.
    if (passes(own_.trace, distance_)) co_await scan(asker_, own_, static_cast<std::uint8_t>(distance_ + 1), narrow);
  }

  /// Its packets pass the last router, or are answered by something that is not the host before they could.
  [[nodiscard]] bool asked_enough() const {
    if (distance_ <= 1 || farthest_passed(own_.trace) + 1 >= distance_) return true;
    const auto answered = host_distance(own_.trace, own_.target.address);
    return answered > 0 && (answered == 1 || passes(own_.trace, static_cast<std::uint8_t>(answered - 1)));
  }

  Task<void> ask_on_the_way(int times) {
    Together together(asker_.loop());
    const int first = farthest_passed(own_.trace) + 1;
    for (int asked = 0; asked < times; ++asked) {
      if (asked > 0) co_await asker_.loop().sleep_until(Clock::now() + repeat_gap);
      for (int hops = first; hops < distance_; ++hops) {
        start(together, own_, {static_cast<std::uint8_t>(hops), 0});
        start(together, others_, {static_cast<std::uint8_t>(hops), 0});
      }
    }
    co_await together.all_done();
  }

  Asker& asker_;
  Survey own_;
  Survey others_;
  bool answered_;
  std::uint8_t distance_ = 0;  ///< of the host, or one more than any hop that is known
};

}  // namespace

bool ends_here(const Attempt& attempt) {
  const bool no_route_here = attempt.error.kind == ErrorKind::net_unreachable && !attempt.icmp;
  return attempt.icmp_from_self || no_route_here || ended_here(attempt.error.kind);
}

namespace {

/// As far as anything is known of it, it ended on this host: silence says nothing else.
bool all_ended_here(const std::vector<Attempt>& attempts) {
  return std::ranges::any_of(attempts, ends_here) &&
         std::ranges::all_of(attempts, [](const Attempt& attempt) { return ends_here(attempt) || is_silence(attempt); });
}

}  // namespace

bool is_worth_tracing(const Observation& observation, Transport transport, TraceMode mode) {
  if (mode == TraceMode::never || observation.attempts.empty()) return false;
  const bool on_this_host = is_loopback(observation.address) || observation.source == observation.address;
  if (on_this_host || all_ended_here(observation.attempts)) return false;
  if (mode == TraceMode::always) return true;
  if (std::ranges::any_of(observation.attempts, is_proof)) return false;
  const auto host_says_so = [&](const Attempt& attempt) {
    return attempt.error.kind == ErrorKind::refused && is_from(attempt.icmp, observation.address);
  };
  return transport != Transport::udp || std::ranges::none_of(observation.attempts, host_says_so);
}

Tracer::Host& Tracer::host(const IpAddress& address) {
  auto& entry = hosts_[address];
  if (!entry) entry = std::make_unique<Host>(asker_.loop().context);
  return *entry;
}

void Tracer::learn(const Target& target, Transport transport, const Attempt& attempt) {
  const auto rtt = attempt.rtt.count() > 0                    ? attempt.rtt
                   : attempt.error.kind == ErrorKind::refused ? attempt.took
                                                              : std::chrono::microseconds{};
  const bool of_no_use = asker_.loop().options.trace == TraceMode::never || is_loopback(target.address);
  if (rtt.count() == 0 || of_no_use) return;
  Host& known = host(target.address);
  known.rtt = std::max(known.rtt, rtt);
  longest_rtt_ = std::max(longest_rtt_, rtt);
  if (attempt.reply == Reply::valid && transport != Transport::icmp && !known.works) {
    known.works.emplace(target, transport);
    known.works->first.asking = nullptr;  // does not live as long
  }
}

std::chrono::milliseconds Tracer::first_patience(const Host& host, std::chrono::milliseconds timeout) const {
  if (host.rtt.count() > 0) return patience_for(host.rtt, timeout);
  return std::min(std::max<std::chrono::milliseconds>(patience_for(longest_rtt_, timeout), unknown_patience), timeout);
}

/// Those without a hop limit: whether others are answered is a matter of distance and of routers. Both count as lost where only a
/// later one shows that the host answers echoes at all.
void Tracer::count_echoes(const Trace& comparison, const IpAddress& address) {
  const auto is_proofed = [&](const HopAnswer& answer) { return answer.hops == 0 && is_by_host(answer, address); };
  const auto is_silent = [](const HopAnswer& answer) { return answer.hops == 0 && answer.sign == HopSign::nothing; };
  const auto answered = static_cast<std::size_t>(std::ranges::count_if(comparison.answers, is_proofed));
  const bool answers_echoes = answered > 0 || host_distance(comparison, address) > 0;
  if (comparison.transport != Transport::icmp || !answers_echoes) return;
  echoes_.answered += answered;
  echoes_.lost += static_cast<std::size_t>(std::ranges::count_if(comparison.answers, is_silent));
}

/// By what this host may send and the other one answers: echoes, a datagram to an unused port, a service that works.
Task<void> Tracer::compare_in_every_way(Host& known, const Target& target, Clock::time_point end) {
  const auto patience = first_patience(known, target.timeout);
  known.comparison = by_echo(target.name, target.address, patience);
  known.comparison->end = end;
  co_await compare(asker_, *known.comparison);
  if (is_impossible(known.comparison->trace)) {
    known.comparison = by_datagram(target.name, target.address, patience);
    known.comparison->end = end;
    co_await compare(asker_, *known.comparison);
  }
  if (host_distance(known.comparison->trace, target.address) == 0 && known.works) {
    known.comparison = Survey{known.works->first, {known.works->second, known.works->first.port, {}}, patience, most_hops, end};
    co_await scan(asker_, *known.comparison, 1, narrow);
  }
}

/// The first flow to a host makes the comparison, the others wait for it. Where nothing is heard although the host has answered the
/// run, the network may just have paused: it is asked once more.
Task<void> Tracer::compare_with_others(Target target, Clock::time_point end) {
  Host& known = host(target.address);
  if (known.comparison) {
    boost::system::error_code rung;
    while (!known.compared) co_await known.bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    co_return;
  }
  for (int tried = 0; tried < tries_while_deaf; ++tried) {
    co_await compare_in_every_way(known, target, end);
    if (somebody_heard(known.comparison->trace) || known.rtt.count() == 0 || Clock::now() >= end) break;
  }
  if (const auto rtt = slowest(known.comparison->trace); rtt.count() > 0)
    known.comparison->patience = patience_for(std::max(rtt, known.rtt), target.timeout);
  count_echoes(known.comparison->trace, target.address);
  known.compared = true;
  known.bell.cancel();
}

std::optional<std::chrono::microseconds> Tracer::round_trip_to(const IpAddress& address) const {
  const auto known = hosts_.find(address);
  if (known == hosts_.end() || !known->second->comparison) return std::nullopt;
  std::optional<std::chrono::microseconds> shortest;
  for (const HopAnswer& answer : known->second->comparison->trace.answers)
    if (is_by_host(answer, address)) shortest = std::min(answer.rtt, shortest.value_or(answer.rtt));
  return shortest;
}

Task<Path> Tracer::follow(Target target, Transport transport, bool answered, std::function<Clock::time_point()> end) {
  co_await compare_with_others(target, end());
  Survey comparison = *host(target.address).comparison;
  Follow trace(asker_, std::move(target), transport, answered, std::move(comparison), end());
  co_await trace.make();
  co_return std::move(trace).result();
}

}  // namespace flowvet::probe::path
