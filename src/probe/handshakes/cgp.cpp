// CGP, the Common Gateway Protocol of Session Reliability (TCP 2598). Only the first seven bytes of a client's hello are public,
// so a server may well wait for the rest: silence proves nothing. A reply that begins with the protocol's own mark, and goes on
// where an echo of ours would end, is a proof. The connection is closed at once, because it holds a place until it times out.
// Source: libprotoident and nDPI, which recognise the protocol by these bytes in both directions.
#include "probe/handshakes/handshake.hpp"

#include <algorithm>

namespace flowvet::probe {

namespace {

constexpr std::array<std::uint8_t, 7> hello{0x1a, 'C', 'G', 'P', '/', '0', '1'};
constexpr std::size_t mark_size = 4;
constexpr std::size_t more_than_enough = 64;

/// Our own hello over and over: what an echo sends.
bool repeats_hello(ByteView bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] != hello[i % hello.size()]) return false;
  return true;
}

}  // namespace

Task<Io<Finding>> cgp(Channel& channel, Peer) {
  const auto sent = co_await channel.write(Bytes(hello.begin(), hello.end()));
  if (!sent) co_return sent.error();
  auto reply = co_await channel.read_exactly(hello.size());
  if (!reply) co_return reply.error();
  if (!std::ranges::equal(ByteView(*reply).first(mark_size), ByteView(hello).first(mark_size))) co_return mismatch("not CGP");
  const auto rest = co_await channel.read_some(more_than_enough);
  if (!rest) co_return rest.error();
  reply->insert(reply->end(), rest->begin(), rest->end());
  if (repeats_hello(*reply)) co_return mismatch("our own hello came back");
  co_return proven({}, "CGP reply");
}

}  // namespace flowvet::probe
