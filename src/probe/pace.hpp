// `--rate`: when the next attempt may begin. Pure arithmetic on given times.
#pragma once

#include <chrono>

namespace flowvet::probe {

class Pace {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `rate` attempts a second; 0 sets no limit.
  explicit Pace(double rate) {
    if (rate > 0) gap_ = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(1.0 / rate));
  }

  [[nodiscard]] bool limited() const { return gap_.count() > 0; }

  /// Takes the next slot: the moment at which the caller may begin, not before `now`. Slots missed while idle are not made up.
  TimePoint next(TimePoint now) {
    const TimePoint slot = next_ > now ? next_ : now;
    next_ = slot + gap_;
    return slot;
  }

 private:
  std::chrono::nanoseconds gap_{0};
  TimePoint next_{};
};

}  // namespace flowvet::probe
