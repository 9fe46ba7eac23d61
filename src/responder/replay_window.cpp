// A replay repeats the whole ask, its time of sending included, so it can only be in that minute's set.
#include "responder/replay_window.hpp"

namespace flowvet::responder {

Seen ReplayWindow::see(const Nonce& nonce, WallTime sent, WallTime now) {
  forget_before(now - clock_window);
  const auto minute = std::chrono::floor<std::chrono::minutes>(sent);
  if (const auto known = by_minute_.find(minute); known != by_minute_.end() && known->second.contains(nonce)) return Seen::replay;
  if (size_ >= limit_) return Seen::full;
  by_minute_[minute].insert(nonce);
  ++size_;
  return Seen::fresh;
}

void ReplayWindow::forget_before(WallTime oldest) {
  while (!by_minute_.empty() && by_minute_.begin()->first + std::chrono::minutes{1} <= oldest) {
    size_ -= by_minute_.begin()->second.size();
    by_minute_.erase(by_minute_.begin());
  }
}

}  // namespace flowvet::responder
