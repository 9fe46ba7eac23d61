// An explicit HTTP proxy (RFC 9110 section 9.3.6): CONNECT to a name that cannot exist (RFC 2606), so that no connection is made.
// Web servers refuse CONNECT too, hence only what a proxy alone says is a proof: 407, a tunnel, or a refusal that carries a
// proxy's own header.
#include "probe/handshakes/fact_text.hpp"
#include "probe/handshakes/web.hpp"

#include <algorithm>
#include <array>

namespace flowvet::probe {

namespace {

constexpr int wants_login = 407;

bool names_a_proxy(const HttpHead& head) {
  constexpr std::array<std::string_view, 6> headers{"via", "x-squid-error", "proxy-status", "proxy-connection", "proxy-agent", "x-cache"};
  return std::ranges::any_of(headers, [&](std::string_view name) { return head.field(name) != nullptr; }) ||
         head.field_contains("server", "proxy") || head.field_contains("server", "squid");
}

/// A tunnel has no body (RFC 9110 section 9.3.6); a web server that says 200 to everything sends one.
bool opens_tunnel(const HttpHead& head) {
  return head.status / 100 == 2 && head.field("content-length") == nullptr && head.field("transfer-encoding") == nullptr &&
         head.field("content-type") == nullptr;
}

Finding judge_http_proxy(const HttpHead& head) {
  constexpr std::array refusals{403, 500, 502, 503, 504};
  constexpr std::array not_for_web_servers{404, 405, 501};
  const std::string status = "HTTP " + std::to_string(head.status);
  if (head.status == wants_login) return proven({{"proxy.login", "wanted"}}, "the proxy wants credentials");
  if (opens_tunnel(head)) return proven({}, "the proxy opens tunnels, " + status);
  const bool refuses = std::ranges::find(refusals, head.status) != refusals.end();
  if (refuses && names_a_proxy(head)) return proven({}, "the proxy refuses this tunnel, " + status);
  if (std::ranges::find(not_for_web_servers, head.status) != not_for_web_servers.end())
    return mismatch(status + " to CONNECT: a web server, not a proxy");
  return undecided(status + " to CONNECT, and nothing that only a proxy says");
}

}  // namespace

Task<Io<Finding>> http_proxy(Channel& channel, Peer peer) {
  constexpr std::size_t random_bytes = 8;
  const std::string nowhere = hex_text(ByteView(peer.nonce).first(random_bytes)) + ".invalid:443";
  const std::string request =
      "CONNECT " + nowhere + " HTTP/1.1\r\nHost: " + nowhere + "\r\nUser-Agent: flowvet/" FLOWVET_VERSION "\r\n\r\n";
  const auto sent = co_await channel.write(to_bytes(request));
  if (!sent) co_return sent.error();
  const auto head = co_await read_final_http_head(channel);
  if (!head) co_return head.error();
  if (!*head) co_return mismatch("not an HTTP response");
  co_return with_web_facts(judge_http_proxy(**head), TlsFacts{}, &**head);
}

}  // namespace flowvet::probe
