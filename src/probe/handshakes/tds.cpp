// SQL Server ([MS-TDS]): PRELOGIN and its reply; no login, so nothing to audit or to lock. A server that is set to strict
// encryption (TDS 8.0) closes the connection instead, because it wants TLS first.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/tds_message.hpp"

namespace flowvet::probe {

namespace {

std::string encryption_text(std::uint8_t encryption) {
  constexpr std::array texts{"off", "on", "not supported", "required"};
  return encryption < texts.size() ? texts[encryption] : std::to_string(encryption);
}

}  // namespace

Task<Io<Finding>> tds(Channel& channel, Peer peer) {
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

}  // namespace flowvet::probe
