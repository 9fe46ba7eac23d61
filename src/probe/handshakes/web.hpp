// What handshakes over HTTP share: TLS where the port speaks it, one connection for one or more requests, what stands in the way
// of clients rather than behind the name, and the facts that every response tells.
#pragma once

#include "probe/handshakes/clock.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/http_reply.hpp"
#include "probe/handshakes/http_request.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::probe {

/// Ports of the paper on which HTTP and LDAP are spoken inside TLS; on every other port the dialogue begins in the clear.
bool speaks_tls(std::uint16_t port);

/// TLS with the documented name where the peer's port speaks it; else nothing, and empty facts.
Task<Io<TlsFacts>> secure_if_needed(Channel& channel, Peer peer);

/// One response.
struct WebReply {
  HttpHead head;
  std::string body;   ///< its beginning, where markers are
  bool open = false;  ///< the connection takes another request
};

/// Reads the server's clock from `Date`, unless a cache says that the response is an old one.
void note_clock(HttpHead& head, WallTime sent, WallTime received);

/// Sends the request and reads the response. An inner nullopt: the peer does not speak HTTP.
/// `last`: no other request will follow.
Task<Io<std::optional<WebReply>>> ask_web(Channel& channel, Peer peer, HttpRequest request, bool last);

/// What a product's own reply looks like: proven(), mismatch() or undecided(), with the product's facts.
using WebJudge = Finding (*)(const WebReply& reply);

/// A whole dialogue: the requests one after the other until `judge` finds one proven or the server ends the connection.
Task<Io<Finding>> web_dialogue(Channel& channel, Peer peer, std::vector<HttpRequest> requests, WebJudge judge);

/// The mismatch where a response cannot be the documented host's: a proxy, a captive portal, a redirect into another domain by a
/// host that has not proven its name.
std::optional<Finding> interception(const HttpHead& head, std::string_view asked_host, const TlsFacts& tls);

/// True where a redirect from one host to the other leaves the organisation. Bare names and addresses cannot tell: false.
bool leads_elsewhere(std::string_view asked_host, std::string_view host);

/// True where Windows' own HTTP driver, http.sys, answered because no application owns the address (404) or the application's
/// pool is down (503).
bool is_kernel_answer(const HttpHead& head);

/// The sentence for is_kernel_answer().
std::string kernel_sentence(const HttpHead& head);

/// The sentence for a response that proves nothing: "HTTP 401, nothing that only StoreFront says".
std::string status_sentence(const HttpHead& head, std::string_view product);

/// For a response without the product's marker: a mismatch where the product cannot have said that at its documented address
/// (success in other words, no such address), undecided where a refusal, a redirect or a failure may still be its own.
Finding unmarked(const HttpHead& head, std::string_view product);

/// Status, server, intermediaries, redirect, challenge and clock.
std::vector<Fact> http_facts(const HttpHead& head);

/// The finding with what TLS and the response told, before the product's own facts.
Finding with_web_facts(Finding finding, const TlsFacts& tls, const HttpHead* head);

}  // namespace flowvet::probe
