// DHCP (RFC 2131 section 4.3.5): DHCPINFORM asks for parameters and takes no lease. A DISCOVER would reserve an offer and a REQUEST
// an address, so neither is ever sent. Replies that are not to our request are passed over: port 68 is the host's own as well.
#include "probe/handshakes/dhcp_message.hpp"
#include "probe/handshakes/handshake.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_datagram = 1500;

std::vector<Fact> facts_of(const DhcpAck& ack) {
  std::vector<Fact> facts{{"dhcp.server", to_text(ack.server)}};
  if (!ack.boot_server.empty()) facts.emplace_back("dhcp.boot-server", ack.boot_server);
  if (!ack.boot_file.empty()) facts.emplace_back("dhcp.boot-file", ack.boot_file);
  return facts;
}

}  // namespace

Task<Io<Finding>> dhcp(Channel& channel, Peer peer) {
  if (!peer.source || peer.source->family != Family::v4) co_return NetError{ErrorKind::unsupported, 0};
  const std::uint32_t xid = Reader(peer.nonce).u32();
  const auto sent = co_await channel.write(dhcp_inform(xid, *peer.source));
  if (!sent) co_return sent.error();
  while (true) {
    const auto bytes = co_await channel.read_some(largest_datagram);
    if (!bytes) co_return bytes.error();
    if (is_dhcp_reply_to_another(*bytes, xid)) continue;
    const auto ack = parse_dhcp_ack(*bytes, xid);
    if (!ack) co_return mismatch("not a DHCP acknowledgement of our request");
    co_return proven(facts_of(*ack), ack->boot_file.empty() ? "DHCP server, which names no boot file to us" : "DHCP server");
  }
}

}  // namespace flowvet::probe
