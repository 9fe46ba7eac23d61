// TLS alone (RFC 8446): for services of which only the encryption is documented. A completed handshake proves who answers; the
// certificate is kept as facts. An alert is an answer too, but not proof of the documented service.
#include "probe/handshakes/handshake.hpp"

namespace flowvet::probe {

Task<Io<Finding>> tls(Channel& channel, Peer peer) {
  auto facts = co_await channel.start_tls(std::move(peer.name));
  if (!facts) co_return facts.error();
  Finding finding = proven(std::move(facts->facts), "TLS handshake completed");
  finding.untrusted = std::move(facts->untrusted);
  co_return finding;
}

}  // namespace flowvet::probe
