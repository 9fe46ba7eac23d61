// An explicit HTTP proxy (RFC 9110 section 9.3.6): CONNECT to a name that cannot exist (RFC 2606), so that no connection is made.
// Web servers refuse CONNECT too, hence only what a proxy alone says is a proof: 407, a tunnel, or a refusal that carries a
// proxy's own header.
#include "probe/handshakes/fact_text.hpp"
#include "probe/handshakes/http_connect.hpp"
#include "probe/handshakes/web.hpp"

namespace flowvet::probe {

namespace {

Finding judge_http_proxy(const HttpHead& head) {
  const std::string status = "HTTP " + std::to_string(head.status);
  switch (read_connect_answer(head)) {
    case ConnectAnswer::tunnel:
      return proven({}, "the proxy opens tunnels, " + status);
    case ConnectAnswer::login_wanted:
      return proven({{"proxy.login", "wanted"}}, "the proxy wants credentials");
    case ConnectAnswer::refusal:
      return proven({}, "the proxy refuses this tunnel, " + status);
    case ConnectAnswer::web_server:
      return mismatch(status + " to CONNECT: a web server, not a proxy");
    case ConnectAnswer::unclear:
      break;
  }
  return undecided(status + " to CONNECT, and nothing that only a proxy says");
}

}  // namespace

Task<Io<Finding>> http_proxy(Channel& channel, Peer peer) {
  constexpr std::size_t random_bytes = 8;
  const auto head = co_await ask_connect(channel, hex_text(ByteView(peer.nonce).first(random_bytes)) + ".invalid:443");
  if (!head) co_return head.error();
  if (!*head) co_return mismatch("not an HTTP response");
  co_return with_web_facts(judge_http_proxy(**head), TlsFacts{}, &**head);
}

}  // namespace flowvet::probe
