// TACACS+ (RFC 8907). Without the secret a START that no secret opens: a server that knows our address answers with an error under our
// session id; one that does not know it closes without a word, so silence proves nothing. It leaves one "bad secret" line in the log.
// With the secret the beginning of a login that names nobody: only a holder of the secret can make an answer that it opens.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/tacacs_message.hpp"

namespace flowvet::probe {

namespace {

/// nullopt where this build cannot use the secret.
std::optional<Bytes> request(const Peer& peer, std::uint32_t session) {
  constexpr std::size_t id_size = 4, body_size = 20;
  if (peer.secret) return tacacs_login(session, peer.secret->reveal());
  return tacacs_start(session, ByteView(peer.nonce).subspan(id_size, body_size));
}

}  // namespace

Task<Io<Finding>> tacacs(Channel& channel, Peer peer) {
  const std::uint32_t session = Reader(peer.nonce).u32();
  const auto packet = request(peer, session);
  if (!packet) co_return NetError{ErrorKind::unsupported, 0};
  const auto sent = co_await channel.write(*packet);
  if (!sent) co_return sent.error();
  const auto header = co_await channel.read_exactly(tacacs_header_size);
  if (!header) co_return header.error();
  const auto size = tacacs_reply_size(*header, session);
  if (!size) co_return mismatch("not a TACACS+ reply to our session");
  const auto body = co_await channel.read_exactly(*size);
  if (!body) co_return body.error();
  if (!peer.secret) co_return proven({}, "TACACS+ reply to our session");
  if (is_authentic_tacacs_reply(*header, *body, peer.secret->reveal()))
    co_return proven({{"tacacs.secret", "verified"}}, "TACACS+ reply made with the secret");
  co_return undecided("a TACACS+ answer came that the secret of this site does not open", {{"tacacs.secret", "does not fit"}});
}

}  // namespace flowvet::probe
