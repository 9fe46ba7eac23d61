// RADIUS authentication (RFC 2865), without the secret: a server that knows our address as a client refuses the user; any other is
// silent, as is one that demands a Message-Authenticator (RFC 3579). So an answer is proof, and silence says nothing.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/radius_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_datagram = 4096;

std::string_view text_of(RadiusCode code) {
  switch (code) {
    case RadiusCode::accept:
      return "Access-Accept";
    case RadiusCode::reject:
      return "Access-Reject";
    case RadiusCode::challenge:
      return "Access-Challenge";
  }
  return {};
}

}  // namespace

Task<Io<Finding>> radius(Channel& channel, Peer peer) {
  Reader random(peer.nonce);
  const ByteView authenticator = random.take(16);
  const std::uint8_t id = random.u8();
  const Bytes password = Writer().raw(random.rest()).u8(id).bytes();
  const auto sent = co_await channel.write(radius_request(id, authenticator, password));
  if (!sent) co_return sent.error();
  const auto reply = co_await channel.read_some(largest_datagram);
  if (!reply) co_return reply.error();
  const auto code = parse_radius_reply(*reply, id);
  if (!code) co_return mismatch("not a RADIUS reply to our request");
  co_return proven({{"radius.reply", std::string(text_of(*code))}}, "RADIUS " + std::string(text_of(*code)));
}

}  // namespace flowvet::probe
