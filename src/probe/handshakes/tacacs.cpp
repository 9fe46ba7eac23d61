// TACACS+ (RFC 8907): a START that no secret opens. A server that knows our address answers with an error under our session id;
// one that does not know it closes without a word, so silence proves nothing. It leaves one "bad secret" line in the log.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/tacacs_message.hpp"

namespace flowvet::probe {

Task<Io<Finding>> tacacs(Channel& channel, Peer peer) {
  constexpr std::size_t id_size = 4, body_size = 20;
  const std::uint32_t session = Reader(peer.nonce).u32();
  const auto sent = co_await channel.write(tacacs_start(session, ByteView(peer.nonce).subspan(id_size, body_size)));
  if (!sent) co_return sent.error();
  const auto header = co_await channel.read_exactly(tacacs_header_size);
  if (!header) co_return header.error();
  const auto size = tacacs_reply_size(*header, session);
  if (!size) co_return mismatch("not a TACACS+ reply to our session");
  const auto body = co_await channel.read_exactly(*size);
  if (!body) co_return body.error();
  co_return proven({}, "TACACS+ reply to our session");
}

}  // namespace flowvet::probe
