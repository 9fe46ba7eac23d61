// CLDAP ([MS-ADTS] 6.3.3): the datagram by which every domain member looks for a domain controller. A search that ends without an
// entry is an answer of the service too: that server is no controller of a domain that it would name to us.
#include "probe/handshakes/cldap_message.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/ldap_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_datagram = 4096;

std::vector<Fact> facts_of(const Netlogon& answer) {
  std::vector<Fact> facts{
      {"ad.forest", answer.forest}, {"ad.domain", answer.domain}, {"ad.host", answer.host}, {"ad.site", answer.server_site}};
  if (!answer.client_site.empty()) facts.emplace_back("ad.client-site", answer.client_site);
  if (answer.paused) facts.emplace_back("ad.paused", "yes");
  return facts;
}

Finding judge_reply(ByteView bytes, std::uint32_t id) {
  const auto reply = parse_ldap_reply(bytes, id);
  if (!reply || reply->kind == LdapReply::Kind::notice) return mismatch("not an LDAP reply to our search");
  if (reply->kind == LdapReply::Kind::done) return proven({}, "LDAP search ended without an entry: the service is there");
  const auto value = reply->attributes.find("Netlogon");
  const auto answer = value == reply->attributes.end() ? std::nullopt : parse_netlogon(to_bytes(value->second));
  if (!answer) return mismatch("an LDAP server, but no domain controller");
  return proven(facts_of(*answer), "domain controller");
}

}  // namespace

Task<Io<Finding>> cldap(Channel& channel, Peer peer) {
  const std::uint32_t id = (Reader(peer.nonce).u32() & 0x7FFFFFFFU) | 0x40000000U;
  const auto sent = co_await channel.write(cldap_request(id));
  if (!sent) co_return sent.error();
  const auto reply = co_await channel.read_some(largest_datagram);
  if (!reply) co_return reply.error();
  co_return judge_reply(*reply, id);
}

}  // namespace flowvet::probe
