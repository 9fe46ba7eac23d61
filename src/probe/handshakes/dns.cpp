// DNS over UDP (RFC 1035) and TCP (RFC 7766): any reply to our own question proves a server, a refusal too.
#include "probe/handshakes/dns_message.hpp"
#include "probe/handshakes/handshake.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_datagram = 4096;

std::uint16_t query_id(const Peer& peer) { return Reader(peer.nonce).u16(); }

Finding judge_reply(ByteView bytes, std::uint16_t id) {
  const auto reply = parse_dns_reply(bytes, id);
  if (!reply) return mismatch("not a DNS reply to our question");
  return proven({{"dns.rcode", rcode_text(reply->rcode)},
                 {"dns.recursion", reply->recursion_available ? "offered" : "not offered"},
                 {"dns.authoritative", reply->authoritative ? "yes" : "no"}},
                "DNS reply " + rcode_text(reply->rcode));
}

}  // namespace

Task<Io<Finding>> dns_udp(Channel& channel, Peer peer) {
  const std::uint16_t id = query_id(peer);
  const auto sent = co_await channel.write(dns_query(id));
  if (!sent) co_return sent.error();
  const auto reply = co_await channel.read_some(largest_datagram);
  if (!reply) co_return reply.error();
  co_return judge_reply(*reply, id);
}

Task<Io<Finding>> dns_tcp(Channel& channel, Peer peer) {
  const std::uint16_t id = query_id(peer);
  const Bytes query = dns_query(id);
  const auto sent = co_await channel.write(Writer().u16(static_cast<std::uint16_t>(query.size())).raw(query).bytes());
  if (!sent) co_return sent.error();
  const auto prefix = co_await channel.read_exactly(2);
  if (!prefix) co_return prefix.error();
  const std::uint16_t length = Reader(*prefix).u16();
  if (length < query.size() - 5) co_return mismatch("too short for a DNS message");
  const auto reply = co_await channel.read_exactly(length);
  if (!reply) co_return reply.error();
  co_return judge_reply(*reply, id);
}

}  // namespace flowvet::probe
