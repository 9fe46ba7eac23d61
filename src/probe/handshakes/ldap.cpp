// LDAP, LDAPS and the Global Catalog: an anonymous rootDSE search (RFC 4512 section 5.1). A domain controller answers 389 and 3268
// alike, so the Global Catalog must say that it is one. 636 and 3269 accept connections even without a certificate and drop
// them at the ClientHello: only the search inside TLS is proof.
#include "probe/handshakes/ber.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/ldap_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t header_size = 2;
// A rootDSE with the attributes that are asked for takes below 2 KiB; more is not an answer to our request.
constexpr std::size_t largest_message = 65536;

const std::vector<std::string> attributes{"defaultNamingContext", "dnsHostName", "isGlobalCatalogReady", "supportedLDAPVersion"};

/// One whole BER element from the stream.
Task<Io<Bytes>> read_message(Channel& channel) {
  Bytes message;
  std::size_t wanted = header_size;
  while (message.size() < wanted) {
    const auto more = co_await channel.read_exactly(wanted - message.size());
    if (!more) co_return more.error();
    message.insert(message.end(), more->begin(), more->end());
    if (message[0] != ber::sequence) break;  // the parser will say so
    const bool long_length = message[1] > 0x80 && message[1] <= 0x84;
    const std::size_t header = header_size + (long_length ? message[1] - 0x80U : 0U);
    if (message.size() < header) {
      wanted = header;
    } else {
      wanted = ber::size_of(message).value_or(message.size());
      if (wanted > largest_message) break;
    }
  }
  co_return message;
}

std::vector<Fact> facts_of(const LdapReply& reply) {
  std::vector<Fact> facts;
  for (const auto& [name, value] : reply.attributes) facts.emplace_back("ldap." + name, value);
  return facts;
}

Finding judge_reply(ByteView bytes, std::uint32_t id, bool must_be_catalog) {
  const auto reply = parse_ldap_reply(bytes, id);
  if (!reply) return mismatch("not an LDAP reply to our search");
  if (reply->kind != LdapReply::Kind::entry && must_be_catalog)
    return mismatch("an LDAP server that did not say whether it is a Global Catalog");
  if (reply->kind == LdapReply::Kind::notice) return proven({}, "LDAP notice of disconnection: the service is there and refuses us");
  if (reply->kind == LdapReply::Kind::done) return proven({}, "LDAP search ended without an entry: the service is there");
  const auto ready = reply->attributes.find("isGlobalCatalogReady");
  if (must_be_catalog && (ready == reply->attributes.end() || ready->second != "TRUE"))
    return mismatch("an LDAP server, but not a Global Catalog that is ready", facts_of(*reply));
  return proven(facts_of(*reply), "LDAP rootDSE");
}

Task<Io<Finding>> search(Channel& channel, Peer peer, bool must_be_catalog) {
  const std::uint32_t id = (Reader(peer.nonce).u32() & 0x7FFFFFFFU) | 1U;
  const auto sent = co_await channel.write(ldap_root_search(id, attributes));
  if (!sent) co_return sent.error();
  const auto message = co_await read_message(channel);
  if (!message) co_return message.error();
  co_return judge_reply(*message, id, must_be_catalog);
}

Task<Io<Finding>> search_over_tls(Channel& channel, Peer peer, bool must_be_catalog) {
  const auto tls = co_await channel.start_tls(peer.name);
  if (!tls) co_return tls.error();
  auto finding = co_await search(channel, std::move(peer), must_be_catalog);
  if (finding) {
    finding->facts.insert(finding->facts.end(), tls->facts.begin(), tls->facts.end());
    finding->certificate = tls->certificate;
  }
  co_return finding;
}

}  // namespace

Task<Io<Finding>> ldap(Channel& channel, Peer peer) { co_return co_await search(channel, std::move(peer), false); }
Task<Io<Finding>> ldaps(Channel& channel, Peer peer) { co_return co_await search_over_tls(channel, std::move(peer), false); }
Task<Io<Finding>> global_catalog(Channel& channel, Peer peer) { co_return co_await search(channel, std::move(peer), true); }
Task<Io<Finding>> global_catalog_tls(Channel& channel, Peer peer) { co_return co_await search_over_tls(channel, std::move(peer), true); }

}  // namespace flowvet::probe
