// WebSocket (RFC 6455): the answer to a random challenge proves a WebSocket server like no other. The connection ends right after.
#include "probe/handshakes/web.hpp"
#include "probe/handshakes/websocket_message.hpp"

namespace flowvet::probe {

namespace {

Finding judge_websocket(const HttpHead& head, std::string_view key) {
  constexpr int switching_protocols = 101;
  if (head.status != switching_protocols) return undecided(status_sentence(head, "a WebSocket server"));
  const std::string* accept = head.field("sec-websocket-accept");
  if (accept == nullptr || *accept != websocket_accept(key)) return mismatch("the answer to the WebSocket challenge is wrong");
  return proven({}, "WebSocket challenge answered");
}

}  // namespace

Task<Io<Finding>> websocket(Channel& channel, Peer peer) {
  constexpr std::size_t key_size = 16;
  const std::string key = base64_text(ByteView(peer.nonce).first(key_size));
  const auto tls = co_await secure_if_needed(channel, peer);
  if (!tls) co_return tls.error();
  HttpRequest request;
  request.fields.emplace_back("Connection", "Upgrade");
  request.fields.emplace_back("Upgrade", "websocket");
  request.fields.emplace_back("Sec-WebSocket-Version", "13");
  request.fields.emplace_back("Sec-WebSocket-Key", key);
  const auto sent = co_await channel.write(to_bytes(request, peer, false));
  if (!sent) co_return sent.error();
  const auto head = co_await read_final_http_head(channel);
  if (!head) co_return head.error();
  if (!*head) co_return with_web_facts(mismatch("not an HTTP response"), *tls, nullptr);
  if (auto other = interception(**head, peer.name, *tls)) co_return with_web_facts(std::move(*other), *tls, &**head);
  co_return with_web_facts(judge_websocket(**head, key), *tls, &**head);
}

}  // namespace flowvet::probe
