// The numbers behind silence. With a loss of 30 % each way an attempt is answered with a chance of 0.49, and 16 attempts leave
// 2 healthy flows in 100,000 unanswered; on a path that has answered everything so far five are as good.
#include "probe/rhythm.hpp"

#include <algorithm>
#include <cmath>

namespace flowvet::probe {

using namespace std::chrono_literals;
using std::chrono::microseconds;

namespace {

// Three losses in four attempts are assumed before anything was seen: few answers without a loss are no proof of a good path,
// because those that come first are those that were not lost.
constexpr double assumed_lost = 3;
constexpr double assumed_attempts = 4;

constexpr int fewest_attempts = 5;         // a single burst of loss takes several packets
constexpr int fewest_at_silent_host = 8;   // the loss on the way to it may differ from that of the other hosts
constexpr int most_attempts = 20;          // at 30 % loss each way: 1.4 healthy flows in a million unanswered

// A host that has shown nothing may be on the other side of the world.
constexpr int unknown_timeouts = 2;
constexpr microseconds unknown_spacing = 250ms;
// Below this a busy machine is late with reading what has long arrived.
constexpr microseconds shortest_spacing = 40ms;

/// The chance that an attempt stays unanswered, below 1. What few attempts show of loss may be too good by chance: their standard
/// error comes on top.
double likely_loss(const Answers& seen) {
  const double lost = static_cast<double>(seen.lost) + assumed_lost;
  const double all = static_cast<double>(seen.answered + seen.lost) + assumed_attempts;
  const double rate = lost / all;
  return seen.lost > 0 ? rate + std::sqrt(rate * (1 - rate) / all) : rate;
}

int attempts_for(const Answers& seen, int fewest) {
  const double needed = std::log(false_silence) / std::log(likely_loss(seen));
  return std::clamp(static_cast<int>(std::ceil(std::min(needed, double{most_attempts}))), fewest, most_attempts);
}

}  // namespace

void RoundTrip::add(microseconds sample) {
  if (!smoothed_) {
    smoothed_ = sample;
    variation_ = sample / 2;
    return;
  }
  variation_ += (std::chrono::abs(*smoothed_ - sample) - variation_) / 4;
  *smoothed_ += (sample - *smoothed_) / 8;
}

std::optional<microseconds> RoundTrip::limit() const {
  if (!smoothed_) return std::nullopt;
  return *smoothed_ + 4 * variation_;
}

Rhythm make_rhythm(const Answers& host, const Answers& run, const RoundTrip& round_trip, microseconds timeout) {
  const bool host_answers = host.answered > 0;
  const int attempts = host_answers ? attempts_for(host, fewest_attempts) : attempts_for(run, fewest_at_silent_host);
  const auto limit = round_trip.limit();
  const microseconds answer_time = limit ? std::max(*limit, shortest_spacing) : unknown_spacing;
  const microseconds silence = limit ? timeout : unknown_timeouts * timeout;
  return {attempts, std::max(answer_time, silence / attempts), silence};
}

Rhythm shared_out(Rhythm rhythm, int peers) {
  if (peers == 1) return rhythm;
  return {rhythm.attempts * peers, std::max(rhythm.spacing / peers, shortest_spacing), rhythm.silence};
}

}  // namespace flowvet::probe
