// The peer may be the real service, which makes of an ask what it likes: whatever comes back that is no answer ends a stream's
// dialogue, and is passed over among datagrams, where anybody may send.
#include "probe/far_end/dialogue.hpp"

namespace flowvet::probe::far_end {

Task<Heard> ask_on_stream(Channel& channel, Asking& asking, SocketAddress from, SocketAddress to, Wish wish) {
  const auto sent = co_await channel.write(asking.next(from, to, wish));
  if (!sent) co_return sent.error();
  Bytes bytes;
  while (true) {
    const auto length = responder::length_on_stream(bytes);
    if (!length) co_return std::nullopt;
    if (*length > 0 && bytes.size() >= *length) break;
    const std::size_t wanted = (*length > 0 ? *length : responder::stream_head) - bytes.size();
    const auto more = co_await channel.read_some(wanted);
    if (!more) co_return more.error();
    bytes.insert(bytes.end(), more->begin(), more->end());
  }
  co_return asking.take(bytes);
}

Task<Heard> hear_datagram(Channel& channel, Asking& asking) {
  bool heard_others = false;
  while (true) {
    const auto datagram = co_await channel.read_some(responder::largest_message);
    if (!datagram && datagram.error().kind == ErrorKind::timed_out && heard_others) co_return std::nullopt;
    if (!datagram) co_return datagram.error();
    if (auto answer = asking.take(*datagram)) co_return answer;
    heard_others = true;
  }
}

Task<Heard> ask_by_datagram(Channel& channel, Asking& asking, SocketAddress from, SocketAddress to, Wish wish) {
  const auto sent = co_await channel.write(asking.next(from, to, wish));
  if (!sent) co_return sent.error();
  co_return co_await hear_datagram(channel, asking);
}

Io<Finding> finding_of(const Heard& heard, const Asking& asking) {
  if (!heard) return heard.error();
  if (!*heard) return undecided("what came back is no answer of a responder with this token");
  const auto precision = std::chrono::ceil<std::chrono::milliseconds>(asking.round_trip() / 2);
  const auto offset = -asking.seen().word->clock_ahead;
  return Finding{Reply::responder, {}, {{"clock.offset_ms", std::to_string(offset.count())},
                                        {"clock.precision_ms", std::to_string(precision.count())}}, {}};
}

}  // namespace flowvet::probe::far_end
