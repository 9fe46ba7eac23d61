// One packet of the size of this host's own link decides most often. Only where it does not arrive is more asked.
#include "probe/path/mtu.hpp"

#include "flowvet/plan/plan.hpp"
#include "flowvet/probe/read_sizes.hpp"
#include "probe/path/far_sizes.hpp"
#include "probe/path/size_search.hpp"
#include "probe/path/survey.hpp"
#include "probe/path/together.hpp"
#include "probe/path/tracer.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace flowvet::probe::path {

namespace asio = boost::asio;
using catalog::Transport;
using namespace std::chrono_literals;

namespace {

// Ethernet's, where the system does not tell that of its own link.
constexpr std::uint16_t usual_link = 1500;
constexpr auto unknown_patience = 250ms;
// A Linux host's allowance for ICMP errors to one peer grows by one in a second (net.ipv4.icmp_ratelimit).
constexpr auto allowance_interval = 1050ms;
constexpr std::size_t packets_by_hand = 60;
// Time beyond the attempts: enough to narrow a black hole down within a company, and for some rounds where round trips are long.
constexpr auto usual_time = 1200ms;
constexpr auto longest_time = 5000ms;
constexpr auto time_by_hand = 60000ms;
constexpr int round_trips = 60;
// Hops are asked in groups: few paths inside a company are longer than the first, none of the Internet longer than three.
constexpr std::uint8_t group = 8;
constexpr std::uint8_t farthest = 24;
// How often the first hop that does not hear large packets is asked again: Linux routers answer six times at once.
constexpr int rounds_at_the_end = 2;
constexpr int times_at_the_end = 3;

bool all_failed(const SizeSurvey& survey) {
  return std::ranges::all_of(survey.answers, [](const SizeAnswer& answer) { return answer.sign == SizeSign::failed; });
}

std::chrono::microseconds slowest(const SizeSurvey& survey) {
  std::chrono::microseconds longest{};
  for (const SizeAnswer& answer : survey.answers) longest = std::max(longest, answer.rtt);
  return longest;
}

bool is_stopped_on_the_way(const Attempt& attempt, const IpAddress& host) {
  return attempt.icmp && !(attempt.icmp->offender == host);
}

}  // namespace

bool is_worth_measuring(const Observation& observation, const plan::Probe& probe, MtuMode mode) {
  if (mode == MtuMode::never || (mode == MtuMode::automatic && !probe.fills_packets)) return false;
  if (probe.proxy || probe.answers != plan::Answers::as_asked || observation.attempts.empty()) return false;
  if (is_loopback(observation.address) || observation.source == observation.address) return false;
  const Attempt& last = observation.attempts.back();
  return !ends_here(last) && !is_stopped_on_the_way(last, observation.address);
}

/// One measurement while it is being made.
class Measurement {
 public:
  Measurement(Asker& asker, Gauge::Host& known, Target target, Transport transport, Occasion occasion)
      : asker_(asker),
        known_(known),
        target_(std::move(target)),
        transport_(transport),
        occasion_(occasion),
        own_{SizeMeans::own, target_.port, {}, {}},
        back_{SizeMeans::responder_back, target_.port, {}, {}},
        rtt_(occasion.rtt) {
    limits_.most = known.link > 0 ? known.link : usual_link;
    limits_.hint = known.passes;
    if (occasion.by_hand) limits_.slow_packets = packets_by_hand;
    if (const auto& answering = occasion_.far_end) {
      own_.means = SizeMeans::responder;
      there_.emplace(asker.loop(), *answering->keys, target_, answering->port);
      way_back_.emplace(asker.loop(), *answering->keys, target_, answering->port);
    }
  }

  Task<void> make() {
    co_await measure_way_there();
    if (there_) co_await measure_way_back();
  }

  PathMtu result() && {
    PathMtu mtu{known_.link, {}};
    if (!own_.answers.empty()) mtu.surveys.push_back(std::move(own_));
    if (asked_otherwise_ && known_.otherwise) mtu.surveys.push_back(*known_.otherwise);
    if (!back_.answers.empty()) mtu.surveys.push_back(std::move(back_));
    return mtu;
  }

 private:
  Task<void> measure_way_there() {
    const bool has_datagrams = transport_ == Transport::udp && (occasion_.refuses || has_padded_request() || there_);
    if (has_datagrams && (occasion_.answers || occasion_.refuses)) co_await search(own_, target_);
    if (there_) own_.unanswered = co_await there_->count_unanswered(own_, rtt_);
    const auto by_own = largest_arrived(own_);
    known_.passes = std::max(known_.passes, by_own);
    if (by_own >= limits_.most) co_return;
    const SizeAnswer* told = smallest_told(own_);
    limits_.hint = told != nullptr ? told_mtu(*told) : known_.passes;
    if (by_own > 0) co_await find_place(too_large());
    if (by_own == 0 && has_datagrams)
      co_await search_otherwise_and_find_place();
    else if (!there_ && !is_settled(own_) && (told != nullptr || !is_placed() || occasion_.by_hand))
      co_await search_otherwise();
    if (known_.otherwise) known_.passes = std::max(known_.passes, largest_arrived(*known_.otherwise));
  }

  /// An answer is never larger than its ask, so nothing larger than what passes on the way there can be wanted.
  Task<void> measure_way_back() {
    limits_.most = largest_arrived(own_);
    limits_.hint = known_.passes_back;
    if (limits_.most == 0) co_return;
    began_ = Clock::now();
    co_await search(back_, target_);
    back_.unanswered = co_await way_back_->count_unanswered(back_, rtt_);
    known_.passes_back = std::max(known_.passes_back, largest_arrived(back_));
  }

  /// Zeros are sent to closed ports only: what a service makes of them nobody knows.
  [[nodiscard]] bool has_padded_request() const { return target_.handshake != nullptr && target_.handshake->sized != nullptr; }
  [[nodiscard]] Clock::time_point end() const {
    return began_ + (occasion_.by_hand ? time_by_hand : std::clamp<Clock::duration>(round_trips * rtt_, usual_time, longest_time));
  }
  [[nodiscard]] bool in_time() const { return Clock::now() < end() && !asker_.loop().deadlines.is_cut(); }
  [[nodiscard]] std::chrono::milliseconds patience() const {
    return rtt_.count() > 0 ? patience_for(rtt_, target_.timeout) : std::min<std::chrono::milliseconds>(unknown_patience, target_.timeout);
  }

  /// All of the link's size arrives, or a device says what does, and that arrives.
  [[nodiscard]] bool is_settled(const SizeSurvey& survey) const {
    const auto passes = largest_arrived(survey);
    if (passes >= limits_.most) return true;
    const SizeAnswer* told = smallest_told(survey);
    return passes > 0 && told != nullptr && (told_mtu(*told) == passes || told->size == passes + 1);
  }

  void ask(Together& together, SizeSurvey& survey, const Target& target, std::uint16_t size, std::uint8_t hops = 0) {
    const bool back = survey.means == SizeMeans::responder_back;
    const Target& to = back ? way_back_->at(size) : survey.means == SizeMeans::responder ? there_->at(size) : target;
    together.start(asker_.ask(survey, to, {size, hops, patience(), end(), back}));
  }

  Task<void> search(SizeSurvey& survey, const Target& target) {
    while (in_time()) {
      const auto sizes = next_sizes(survey, limits_);
      if (sizes.empty()) co_return;
      Together together(asker_.loop());
      for (const std::uint16_t size : sizes) ask(together, survey, target, size);
      co_await together.all_done();
      if (all_failed(survey)) co_return;
      rtt_ = std::max(rtt_, slowest(survey));
      if (occasion_.by_hand && is_limited(survey))
        co_await asker_.loop().sleep_until(Clock::now() + allowance_interval * static_cast<int>(sizes.size()));
    }
  }

  /// By echo, or by datagrams to an unused port where this host may send no echoes or the host answers none; once a host.
  Task<void> search_otherwise() {
    asked_otherwise_ = true;
    if (known_.otherwise) co_return;
    const auto longest = target_.timeout;
    const Target echo = by_echo(target_.name, target_.address, longest).target;
    SizeSurvey survey{SizeMeans::echo, 0, {}, {}};
    co_await search(survey, echo);
    if (largest_arrived(survey) == 0 && !is_limited(own_)) {
      Target unused = by_datagram(target_.name, target_.address, longest).target;
      unused.timeout = longest;
      SizeSurvey to_unused{SizeMeans::datagram, unused.port, {}, {}};
      co_await search(to_unused, unused);
      if (largest_arrived(to_unused) > 0 || all_failed(survey)) survey = std::move(to_unused);
    }
    known_.otherwise = std::move(survey);
  }

  /// The smallest size that is told to be too large or seems to vanish, else the link's.
  [[nodiscard]] std::uint16_t too_large() const {
    std::uint16_t smallest = limits_.most;
    const auto narrow = [&smallest](const SizeSurvey& survey) {
      if (const SizeAnswer* told = smallest_told(survey)) smallest = std::min(smallest, told->size);
      if (const auto vanishing = smallest_vanishing(survey); vanishing > 0) smallest = std::min(smallest, vanishing);
    };
    narrow(own_);
    if (known_.otherwise) narrow(*known_.otherwise);
    return smallest;
  }

  /// Where nobody answers the flow's own packets at size, only routers say anything about them.
  Task<void> search_otherwise_and_find_place() {
    Together together(asker_.loop());
    together.start(search_otherwise());
    together.start(find_place(limits_.most));
    co_await together.all_done();
  }

  /// A router farther away hears small packets and has not heard a large one.
  [[nodiscard]] bool is_placed() const { return farthest_heard(own_, least_size) > farthest_heard(own_, too_large()); }

  /// Which routers hear of large packets: all are asked, then the first that does not again.
  Task<void> find_place(std::uint16_t large) {
    for (std::uint8_t first = 1; first <= farthest && in_time(); first = static_cast<std::uint8_t>(first + group)) {
      co_await ask_hops(large, first, static_cast<std::uint8_t>(first + group - 1), 1);
      if (farthest_heard(own_, large) < first + group - 1) break;
    }
    for (int round = 0; round < rounds_at_the_end && in_time() && smallest_told(own_) == nullptr; ++round) {
      const auto heard = farthest_heard(own_, large);
      if (farthest_heard(own_, least_size) <= heard) co_return;  // nobody farther away answers at all
      co_await ask_hops(large, static_cast<std::uint8_t>(heard + 1), static_cast<std::uint8_t>(heard + 1), times_at_the_end);
    }
  }

  /// Small packets go beside the large ones to tell a hop that does not hear those from one that does not answer; where a device
  /// has spoken that is no question.
  Task<void> ask_hops(std::uint16_t large, std::uint8_t first, std::uint8_t last, int times) {
    Together together(asker_.loop());
    const bool told = smallest_told(own_) != nullptr;
    for (int hops = first; hops <= last; ++hops) {
      for (int i = 0; i < times; ++i) {
        ask(together, own_, target_, large, static_cast<std::uint8_t>(hops));
        if (!told) ask(together, own_, target_, least_size, static_cast<std::uint8_t>(hops));
      }
    }
    co_await together.all_done();
  }

  Asker& asker_;
  Gauge::Host& known_;
  Target target_;
  Transport transport_;
  Occasion occasion_;
  Clock::time_point began_ = Clock::now();
  SizeLimits limits_;
  SizeSurvey own_;
  SizeSurvey back_;
  std::optional<FarSizes> there_;     ///< where a responder is asked
  std::optional<FarSizes> way_back_;  ///< the same
  std::chrono::microseconds rtt_;  ///< the longest so far
  bool asked_otherwise_ = false;
};

Task<PathMtu> Gauge::measure(Target target, Transport transport, Occasion occasion) {
  auto& entry = hosts_[target.address];
  if (!entry) {
    entry = std::make_unique<Host>(asker_.loop().context);
    entry->link = os::link_mtu(target.address, asker_.loop().source_for(target.address));
  }
  Host& known = *entry;
  boost::system::error_code rung;
  while (known.busy) co_await known.bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  known.busy = true;
  Measurement measurement(asker_, known, std::move(target), transport, occasion);
  co_await measurement.make();
  known.busy = false;
  known.bell.cancel();
  co_return std::move(measurement).result();
}

}  // namespace flowvet::probe::path
