// STUN (RFC 8489): a Binding request without credentials. Success and refusal both repeat the random id.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/stun_message.hpp"

namespace flowvet::probe {

namespace {
constexpr std::size_t largest_datagram = 4096;
}

Task<Io<Finding>> stun(Channel& channel, Peer peer) {
  const ByteView id = ByteView(peer.nonce).first(stun_id_size);
  const auto sent = co_await channel.write(stun_request(id));
  if (!sent) co_return sent.error();
  const auto bytes = co_await channel.read_some(largest_datagram);
  if (!bytes) co_return bytes.error();
  const auto reply = parse_stun_reply(*bytes, id);
  if (!reply) co_return mismatch("not a STUN reply to our request");
  std::vector<Fact> facts;
  if (reply->mapped) facts.emplace_back("stun.mapped-address", to_text(*reply->mapped));
  if (!reply->software.empty()) facts.emplace_back("stun.software", reply->software);
  co_return proven(std::move(facts), reply->success ? "STUN binding" : "STUN server refuses a binding");
}

}  // namespace flowvet::probe
