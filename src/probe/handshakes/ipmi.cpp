// IPMI over LAN on UDP 623: a presence ping and a question about authentication, sent together, because not every controller answers
// both. Either answer is proof; neither opens a session.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/ipmi_message.hpp"

namespace flowvet::probe {

namespace {
constexpr std::size_t largest_datagram = 1024;
}

Task<Io<Finding>> ipmi(Channel& channel, Peer peer) {
  const std::uint8_t tag = peer.nonce[0] & 0x7FU;
  const std::uint8_t sequence = peer.nonce[1] & 0x3FU;
  for (const Bytes& request : {ipmi_capabilities_request(sequence), rmcp_ping(tag)}) {
    const auto sent = co_await channel.write(request);
    if (!sent) co_return sent.error();
  }
  const auto reply = co_await channel.read_some(largest_datagram);
  if (!reply) co_return reply.error();
  if (is_ipmi_pong(*reply, tag)) co_return proven({}, "IPMI presence pong");
  const auto capabilities = parse_ipmi_capabilities(*reply, sequence);
  if (!capabilities) co_return mismatch("not an IPMI reply to our requests");
  if (capabilities->completion != 0)
    co_return proven({{"ipmi.completion", std::to_string(capabilities->completion)}}, "IPMI controller refuses our question");
  co_return proven({{"ipmi.version", capabilities->version2 ? "2.0" : "1.5"}}, "IPMI controller");
}

}  // namespace flowvet::probe
