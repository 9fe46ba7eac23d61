// Registration of VDAs with a Delivery Controller (or a Cloud Connector): the headers of a message announce one byte, and only an
// application that owns the address asks for it with 100 Continue. The byte is a blank, so the message is then refused. Ordinary
// web servers ask for the byte too and then say 404 or 405; the controller's service says that it cannot read the message.
// Source: the test that Citrix Health Assistant makes; CTX126992 for the address.
#include "probe/handshakes/web.hpp"

#include <algorithm>
#include <array>

namespace flowvet::probe {

namespace {

constexpr int go_on = 100, no_such_address = 404;
constexpr std::array unreadable{400, 415, 500};  // what a service says to a message that is no SOAP

HttpRequest announcement() {
  HttpRequest request{"POST", "/Citrix/CdsController/IRegistrar", {}, {}};
  request.fields = {{"Content-Type", "application/soap+xml; charset=utf-8"}, {"Content-Length", "1"}, {"Expect", "100-continue"}};
  return request;
}

/// What the response means; `asked_for_byte`: 100 Continue came first.
Finding judge_registrar(const HttpHead& head, bool asked_for_byte) {
  const std::string status = "HTTP " + std::to_string(head.status);
  if (is_kernel_answer(head)) return mismatch(kernel_sentence(head));
  if (head.status == no_such_address) return mismatch(status + ": the server has no registrar");
  if (!asked_for_byte) return undecided(status + " before the message was sent");
  const bool refused = std::ranges::find(unreadable, head.status) != unreadable.end();
  if (refused && head.field_contains("server", "Microsoft-")) return proven({}, "the registrar read the message and refused it, " + status);
  return undecided(status + " after reading the message, which is not the registrar's refusal");
}

}  // namespace

Task<Io<Finding>> registrar(Channel& channel, Peer peer) {
  const auto tls = co_await secure_if_needed(channel, peer);
  if (!tls) co_return tls.error();
  const HttpRequest request = announcement();
  auto asked_at = peer.clock();
  const auto announced = co_await channel.write(to_bytes(request, peer, true));
  if (!announced) co_return announced.error();
  auto head = co_await read_http_head(channel);
  const bool asked_for_byte = head && *head && (*head)->status == go_on;
  if (asked_for_byte) {
    const Bytes blank(1, ' ');
    asked_at = peer.clock();
    const auto sent = co_await channel.write(blank);
    if (!sent) co_return sent.error();
    head = co_await read_final_http_head(channel);
  }
  if (!head) co_return head.error();
  if (!*head) co_return with_web_facts(mismatch("not an HTTP response"), *tls, nullptr);
  note_clock(**head, asked_at, peer.clock());
  const HttpHead& response = **head;
  if (auto other = interception(response, peer.name, *tls)) co_return with_web_facts(std::move(*other), *tls, &response);
  co_return with_web_facts(judge_registrar(response, asked_for_byte), *tls, &response);
}

}  // namespace flowvet::probe
