// HTTP (RFC 9110) on plain ports, HTTPS on those that are TLS by convention: any response of the documented host proves that an
// HTTP server is there, refusals included. What stands in the way of clients rather than behind the name is not that server.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/http_reply.hpp"
#include "probe/handshakes/web.hpp"

#include <algorithm>

namespace flowvet::probe {

namespace {

constexpr int proxy_wants_login = 407;    // RFC 9110: only a proxy says so
constexpr int network_wants_login = 511;  // RFC 6585: only a captive portal says so

}  // namespace

bool speaks_tls(std::uint16_t port) {
  constexpr std::array<std::uint16_t, 7> tls_ports{443, 636, 7443, 8083, 8443, 9440, 3269};
  return std::ranges::find(tls_ports, port) != tls_ports.end();
}

Task<Io<TlsFacts>> secure_if_needed(Channel& channel, Peer peer) {
  if (!speaks_tls(peer.port)) co_return TlsFacts{};
  co_return co_await channel.start_tls(peer.name);
}

Task<Io<Finding>> http(Channel& channel, Peer peer) {
  const auto tls = co_await secure_if_needed(channel, peer);
  if (!tls) co_return tls.error();
  const auto sent = co_await channel.write(http_get(peer.name, "/"));
  if (!sent) co_return sent.error();
  const auto head = co_await read_http_head(channel);
  if (!head) co_return head.error();
  std::vector<Fact> facts = tls->facts;
  if (!*head) co_return mismatch("not an HTTP response", std::move(facts));

  facts.emplace_back("http.status", std::to_string((*head)->status));
  for (const char* name : {"server", "via", "location"})
    if (const std::string* value = (*head)->field(name)) facts.emplace_back(std::string("http.") + name, *value);
  if ((*head)->status == proxy_wants_login) co_return mismatch("a proxy that asks for credentials answered instead", std::move(facts));
  if ((*head)->status == network_wants_login) co_return mismatch("a captive portal answered instead", std::move(facts));
  Finding finding = proven(std::move(facts), "HTTP " + std::to_string((*head)->status));
  finding.untrusted = tls->untrusted;
  co_return finding;
}

}  // namespace flowvet::probe
