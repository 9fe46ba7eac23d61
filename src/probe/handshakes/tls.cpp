// TLS alone (RFC 8446): for services of which only the encryption is documented. A completed handshake proves who answers; the
// certificate is kept as facts. An alert is an answer too, but not proof of the documented service.
#include "probe/handshakes/handshake.hpp"

namespace flowvet::probe {

Task<Io<Finding>> tls(Channel& channel, Peer peer) {
  auto facts = co_await channel.start_tls(std::move(peer.name));
  // The demand comes with the server's own certificate: it is there, and strangers are refused.
  if (!facts && facts.error().kind == ErrorKind::wants_certificate) co_return proven({}, "TLS server that demands a client certificate");
  if (!facts) co_return facts.error();
  Finding finding = proven(std::move(facts->facts), "TLS handshake completed");
  finding.certificate = std::move(facts->certificate);
  co_return finding;
}

}  // namespace flowvet::probe
