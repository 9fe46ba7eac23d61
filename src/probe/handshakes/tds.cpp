// SQL Server ([MS-TDS]): PRELOGIN and its reply; no login, so nothing to audit or to lock. A server that is set to strict
// encryption (TDS 8.0) closes the connection instead, because it wants TLS first: then it is asked once more on a new one.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/tds_message.hpp"

namespace flowvet::probe {

namespace {

std::string encryption_text(std::uint8_t encryption) {
  constexpr std::array texts{"off", "on", "not supported", "required"};
  return encryption < texts.size() ? texts[encryption] : std::to_string(encryption);
}

/// The exchange itself, the same in the clear and inside TLS.
Task<Io<Finding>> prelogin(Channel& channel, Peer peer) {
  const auto sent = co_await channel.write(tds_prelogin(Reader(peer.nonce).u32()));
  if (!sent) co_return sent.error();
  const auto header = co_await channel.read_exactly(tds_header_size);
  if (!header) co_return header.error();
  const auto size = tds_reply_size(*header);
  if (!size) co_return mismatch("not a TDS reply");
  const auto body = co_await channel.read_exactly(*size - tds_header_size);
  if (!body) co_return body.error();
  const auto reply = parse_tds_reply(Writer().raw(*header).raw(*body).bytes());
  if (!reply) co_return mismatch("not a TDS PRELOGIN reply");
  co_return proven({{"sql.version", reply->version}, {"sql.encryption", encryption_text(reply->encryption)}},
                   "SQL Server " + reply->version);
}

/// TDS 8.0: TLS first, under the protocol's own name, and the same exchange inside.
Task<Io<Finding>> strict_prelogin(Channel& channel, Peer peer) {
  const auto tls = co_await channel.reconnect_with_tls(peer.name, "tds/8.0");
  if (!tls) co_return tls.error();
  auto finding = co_await prelogin(channel, std::move(peer));
  if (!finding) co_return finding.error();
  finding->facts.emplace_back("sql.strict", "yes");
  finding->facts.insert(finding->facts.end(), tls->facts.begin(), tls->facts.end());
  finding->certificate = tls->certificate;
  co_return finding;
}

}  // namespace

Task<Io<Finding>> tds(Channel& channel, Peer peer) {
  auto plain = co_await prelogin(channel, peer);
  const bool hung_up = !plain && (plain.error().kind == ErrorKind::closed || plain.error().kind == ErrorKind::reset);
  if (!hung_up) co_return plain;
  auto strict = co_await strict_prelogin(channel, std::move(peer));
  // What the first connection did is the better evidence where the second brought nothing.
  if (!strict || strict->reply != Reply::valid) co_return plain;
  co_return strict;
}

}  // namespace flowvet::probe
