// HTTP (RFC 9110) on plain ports, HTTPS on those that are TLS by convention: any response of the documented host proves that an
// HTTP server is there, refusals included. What stands in the way of clients rather than behind the name is not that server.
#include "probe/handshakes/web.hpp"

namespace flowvet::probe {

Task<Io<Finding>> http(Channel& channel, Peer peer) {
  const auto tls = co_await secure_if_needed(channel, peer);
  if (!tls) co_return tls.error();
  const HttpRequest request;
  const auto asked_at = peer.clock();
  const auto sent = co_await channel.write(to_bytes(request, peer, true));
  if (!sent) co_return sent.error();
  auto head = co_await read_final_http_head(channel);
  if (!head) co_return head.error();
  if (!*head) co_return with_web_facts(mismatch("not an HTTP response"), *tls, nullptr);
  note_clock(**head, asked_at, peer.clock());
  const HttpHead& response = **head;
  if (auto other = interception(response, peer.name, *tls)) co_return with_web_facts(std::move(*other), *tls, &response);
  std::string detail = is_kernel_answer(response) ? kernel_sentence(response) : "HTTP " + std::to_string(response.status);
  co_return with_web_facts(proven({}, std::move(detail)), *tls, &response);
}

}  // namespace flowvet::probe
