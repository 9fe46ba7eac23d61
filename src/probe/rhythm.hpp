// When silence is worth another attempt, and when it has lasted long enough: learnt from what a host and the whole run have
// shown so far. Pure arithmetic; carry_out.cpp carries it out.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace flowvet::probe {

/// Attempts that were answered, and attempts that stayed silent although a later one of the same check was answered.
struct Answers {
  std::size_t answered = 0;
  std::size_t lost = 0;
};

/// The round trip to one host, smoothed as TCP does (RFC 6298 section 2).
class RoundTrip {
 public:
  void add(std::chrono::microseconds sample);

  /// What hardly any answer exceeds: SRTT + 4 RTTVAR; nullopt before the first sample.
  [[nodiscard]] std::optional<std::chrono::microseconds> limit() const;

 private:
  std::optional<std::chrono::microseconds> smoothed_;
  std::chrono::microseconds variation_{};
};

/// At least `attempts` attempts that begin `spacing` apart; after the last one's `spacing`, and not before `silence` has passed
/// since the first, silence is what was seen.
struct Rhythm {
  int attempts = 1;
  std::chrono::microseconds spacing{};
  std::chrono::microseconds silence{};

  friend bool operator==(const Rhythm&, const Rhythm&) = default;
};

/// The chance that a healthy flow is taken for a silent one, while the loss on the path stays what it was.
inline constexpr double false_silence = 1e-5;

/// As many attempts as `false_silence` asks for at the loss that `host` has shown, or `run` while the host has shown nothing; far
/// enough apart for an answer to come, and for a short outage to pass. `timeout`: what an answer may take on a path that is known.
Rhythm make_rhythm(const Answers& host, const Answers& run, const RoundTrip& round_trip, std::chrono::microseconds timeout);

/// The same for attempts that go to each of so many peers in turn: as many to each of them, and in the same time.
Rhythm shared_out(Rhythm rhythm, int peers);

}  // namespace flowvet::probe
