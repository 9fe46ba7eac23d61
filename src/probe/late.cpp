// One look at each socket, oldest first.
#include "probe/late.hpp"

#include "probe/os/os.hpp"

#include <algorithm>
#include <utility>

namespace flowvet::probe {

namespace {

bool is_answered(Pending& pending) {
  if (auto* connecting = std::get_if<boost::asio::ip::tcp::socket>(&pending)) return os::connect_has_ended(*connecting);
  return os::has_news(std::get<PendingDatagram>(pending).socket);
}

}  // namespace

void LateAnswers::keep(AttemptEnd& end) {
  if (end.pending) kept_.push_back({end.index, end.began, std::move(end.pending), end.lane});
}

std::optional<std::size_t> LateAnswers::never_left() const {
  for (const Kept& kept : kept_) {
    auto* connecting = std::get_if<boost::asio::ip::tcp::socket>(kept.pending.get());
    if (connecting != nullptr && os::never_left(*connecting)) return kept.index;
  }
  return std::nullopt;
}

Task<bool> LateAnswers::take(Loop& loop, Target& target, AttemptEnd& end) {
  const auto answered = std::ranges::find_if(kept_, [](const Kept& kept) { return is_answered(*kept.pending); });
  if (answered == kept_.end()) co_return false;
  end = {};
  end.index = answered->index;
  end.began = answered->began;
  end.lane = target.lane = answered->lane;
  const auto pending = std::move(answered->pending);
  kept_.clear();
  if (auto* connecting = std::get_if<boost::asio::ip::tcp::socket>(pending.get()))
    co_await attempt_tcp(loop, target, end, connecting);
  else
    co_await attempt_udp(loop, target, end, &std::get<PendingDatagram>(*pending));
  co_return true;
}

}  // namespace flowvet::probe
