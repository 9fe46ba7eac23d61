// Whether the wall clock can be believed when it says that something is old. Pure.
#pragma once

#include "agent/schedule.hpp"

#include <chrono>
#include <optional>

namespace flowvet::agent {

class ClockWatch {
 public:
  /// Takes a reading of both clocks. Returns by how much the wall clock was set since the last one; zero where that is less than an
  /// hour, which costs no memory.
  std::chrono::seconds see(const Moment& now);

  /// False for a day after it was set: a clock that is wrong for a while must not cost the memory of a year.
  [[nodiscard]] bool is_trusted() const { return trusted_; }

 private:
  std::optional<Moment> last_;
  std::optional<SteadyTime> set_at_;
  bool trusted_ = true;
};

}  // namespace flowvet::agent
