// A set of numbers for each session and port.
#include "responder/session_counts.hpp"

#include <algorithm>

namespace flowvet::responder {

std::size_t SessionCounts::Hash::operator()(const Key& key) const {
  auto value = boost::hash_range(key.session.bytes.begin(), key.session.bytes.end());
  boost::hash_combine(value, static_cast<std::uint32_t>(key.transport) << 16U | key.port);
  return value;
}

Arrived SessionCounts::count(const SessionId& session, catalog::Transport transport, std::uint16_t port, std::uint16_t sequence) {
  auto& [numbers, arrived] = ports_[{session, transport, port}];
  arrived.highest = std::max(arrived.highest, sequence);
  const std::size_t place = sequence - std::size_t{1};
  if (place < told_apart && numbers.test(place)) return arrived;
  if (place < told_apart) numbers.set(place);
  if (arrived.different < UINT16_MAX) ++arrived.different;
  return arrived;
}

Arrived SessionCounts::counted(const SessionId& session, catalog::Transport transport, std::uint16_t port) const {
  const auto* count = ports_.find({session, transport, port});
  return count ? count->arrived : Arrived{};
}

}  // namespace flowvet::responder
