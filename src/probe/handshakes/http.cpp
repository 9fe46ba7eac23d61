// HTTP (RFC 9110) on plain ports, HTTPS on those that are TLS by convention: any response of the documented host proves that an
// HTTP server is there, refusals included. What stands in the way of clients rather than behind the name is not that server, and
// a load balancer whose servers are all down is not the service.
#include "probe/handshakes/web.hpp"

#include <algorithm>
#include <array>

namespace flowvet::probe {

namespace {

/// RFC 9110 section 15.6: 502 and 504 are a gateway's words about the server behind it, 503 is what balancers say without one.
bool nobody_serves(int status) {
  constexpr std::array statuses{502, 503, 504};
  return std::ranges::find(statuses, status) != statuses.end();
}

Finding judge_http(const HttpHead& head) {
  const std::string status = "HTTP " + std::to_string(head.status);
  if (nobody_serves(head.status))
    return undecided(is_kernel_answer(head) ? kernel_sentence(head) : status + ": whatever says so, the service itself is not available");
  return proven({}, is_kernel_answer(head) ? kernel_sentence(head) : status);
}

}  // namespace

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
  co_return with_web_facts(judge_http(response), *tls, &response);
}

}  // namespace flowvet::probe
