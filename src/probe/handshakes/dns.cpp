// DNS over UDP (RFC 1035) and TCP (RFC 7766): any reply to our own question proves a server, a refusal too.
#include "probe/handshakes/dns_message.hpp"
#include "probe/handshakes/handshake.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_datagram = 4096;
constexpr std::size_t header_size = 12;

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
  // The id follows the length, and is held against ours before anything waits for as many bytes as the length says: another
  // service's text makes a large one.
  const auto start = co_await channel.read_exactly(4);
  if (!start) co_return start.error();
  Reader reader(*start);
  const std::uint16_t length = reader.u16();
  const std::uint16_t reply_id = reader.u16();
  if (length < header_size || reply_id != id) co_return mismatch("not a DNS reply to our question");
  const auto rest = co_await channel.read_exactly(length - sizeof reply_id);
  if (!rest) co_return rest.error();
  co_return judge_reply(Writer().u16(reply_id).raw(*rest).bytes(), id);
}

}  // namespace flowvet::probe
