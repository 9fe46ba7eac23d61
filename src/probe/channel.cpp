// The reading verbs that every channel shares, over receive().
#include "probe/channel.hpp"

namespace flowvet::probe {

namespace {
// Large enough for any reply that is read whole, small enough for thousands of dialogues at once.
constexpr std::size_t receive_size = 2048;
}  // namespace

Task<Io<TlsFacts>> Channel::reconnect_with_tls(std::string, std::string) {
  co_return NetError{ErrorKind::unsupported, 0};
}

Task<Io<Bytes>> Channel::read_some(std::size_t limit) {
  return left_over_.empty() ? receive(limit) : take_left_over(limit);
}

Task<Io<Bytes>> Channel::take_left_over(std::size_t limit) {
  const std::size_t count = std::min(limit, left_over_.size());
  const auto end = left_over_.begin() + static_cast<std::ptrdiff_t>(count);
  Bytes taken(left_over_.begin(), end);
  left_over_.erase(left_over_.begin(), end);
  co_return taken;
}

Task<Io<Bytes>> Channel::read_exactly(std::size_t count) {
  Bytes bytes;
  while (bytes.size() < count) {
    const auto more = co_await read_some(count - bytes.size());
    if (!more) co_return more.error();
    bytes.insert(bytes.end(), more->begin(), more->end());
  }
  co_return bytes;
}

Task<Io<std::string>> Channel::read_line(std::size_t limit) {
  while (true) {
    const auto end = std::find(left_over_.begin(), left_over_.end(), std::uint8_t{'\n'});
    if (static_cast<std::size_t>(end - left_over_.begin()) > limit) co_return NetError{ErrorKind::too_big, 0};
    if (end != left_over_.end()) {
      std::string line(left_over_.begin(), end);
      left_over_.erase(left_over_.begin(), end + 1);
      if (line.ends_with('\r')) line.pop_back();
      co_return line;
    }
    const auto more = co_await receive(receive_size);
    if (!more) co_return more.error();
    left_over_.insert(left_over_.end(), more->begin(), more->end());
  }
}

Task<Io<Bytes>> Channel::read_to_end(std::size_t limit) {
  Bytes bytes;
  while (bytes.size() < limit) {
    const auto more = co_await read_some(limit - bytes.size());
    if (!more && more.error().kind == ErrorKind::closed) break;
    if (!more) co_return more.error();
    bytes.insert(bytes.end(), more->begin(), more->end());
  }
  co_return bytes;
}

}  // namespace flowvet::probe
