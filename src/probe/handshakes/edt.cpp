// EDT (UDP 1494 and 2598): the first phase of the UDT handshake, which a listener answers with a cookie and without keeping
// anything. That EDT listens in this form is likely and unconfirmed, so silence proves nothing; a cookie sent to our random
// socket id proves a listener. Source: draft-gg-udt-03; Citrix: EDT is "on top of UDP".
#include "probe/handshakes/edt_message.hpp"
#include "probe/handshakes/handshake.hpp"

namespace flowvet::probe {

Task<Io<Finding>> edt(Channel& channel, Peer peer) {
  constexpr std::size_t larger_than_a_handshake = 256;
  constexpr std::uint32_t sequence_mask = 0x7fffffff;
  Reader random(peer.nonce);
  const std::uint32_t socket = random.u32() | 1U;  // never zero, which addresses nobody
  const UdtIds ids{socket, random.u32() & sequence_mask};
  const auto sent = co_await channel.write(udt_hello(ids));
  if (!sent) co_return sent.error();
  const auto reply = co_await channel.read_some(larger_than_a_handshake);
  if (!reply) co_return reply.error();
  const auto answer = parse_udt_reply(*reply, ids);
  if (!answer) co_return mismatch("not a UDT reply to our handshake");
  co_return proven({}, *answer == UdtAnswer::cookie ? "UDT cookie" : "UDT refusal");
}

namespace {

/// The hello with zeros behind it. libudt passes over a hello of any other length than its own, so silence at every size is as
/// likely as an answer at each; what routers say about the packet counts all the same.
Bytes padded_hello(const Peer& peer, std::size_t size) {
  Reader random(peer.nonce);
  const std::uint32_t socket = random.u32() | 1U;
  Bytes hello = udt_hello({socket, random.u32() & 0x7fffffffU});
  if (hello.size() > size) return {};
  hello.resize(size);
  return hello;
}

/// Nothing was begun that would have to end.
Bytes nothing_to_say(ByteView) {
  return {};
}

}  // namespace

extern const Sized sized_edt;
const Sized sized_edt{padded_hello, nothing_to_say};

}  // namespace flowvet::probe
