// A step is what the wall clock went further than the steady one. A host that slept looks the same, and is as little in a hurry.
#include "agent/clock_watch.hpp"

namespace flowvet::agent {
namespace {

using std::chrono::seconds;

constexpr seconds noticed = std::chrono::hours{1};
constexpr seconds distrusted = std::chrono::hours{24};

}  // namespace

seconds ClockWatch::see(const Moment& now) {
  seconds step{0};
  if (last_) {
    // In seconds: the time between the ends of the calendar does not fit into nanoseconds.
    const auto wall = std::chrono::floor<seconds>(now.wall) - std::chrono::floor<seconds>(last_->wall);
    step = std::chrono::round<std::chrono::minutes>(wall - std::chrono::floor<seconds>(now.steady - last_->steady));
    if (std::chrono::abs(step) < noticed) step = seconds{0};
  }
  last_ = now;
  if (step != seconds{0}) set_at_ = now.steady;
  trusted_ = !set_at_ || now.steady - *set_at_ >= distrusted;
  return step;
}

}  // namespace flowvet::agent
