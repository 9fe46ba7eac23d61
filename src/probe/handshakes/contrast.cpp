// The documented address comes first: http.sys closes the connection after an address that it does not know.
#include "probe/handshakes/contrast.hpp"

#include "probe/handshakes/fact_text.hpp"

#include <algorithm>

namespace flowvet::probe {

namespace {

constexpr int too_many = 429, first_server_error = 500;

/// An address that no installation has, new in each attempt.
std::string made_up_address(const Peer& peer, std::string_view suffix) {
  constexpr std::size_t random_bytes = 8;
  return "/" + hex_text(ByteView(peer.nonce).first(random_bytes)) + std::string(suffix);
}

/// A refusal that has to do with load or failure, not with the address.
bool is_about_the_server(int status) {
  return status == too_many || status >= first_server_error;
}

Finding compare(const Contrast& contrast, int documented, int made_up) {
  const std::string both = "HTTP " + std::to_string(documented) + " at " + std::string(contrast.documented) + " and " +
                           std::to_string(made_up) + " at a made-up address";
  const Fact fact{"http.contrast", std::to_string(documented) + " and " + std::to_string(made_up)};
  if (documented == made_up || is_about_the_server(made_up))
    return undecided(both + ": nothing that only " + std::string(contrast.product) + " does", {fact});
  return proven({fact}, both);
}

}  // namespace

Task<Io<Finding>> contrast_dialogue(Channel& channel, Peer peer, Contrast contrast) {
  const auto tls = co_await secure_if_needed(channel, peer);
  if (!tls) co_return tls.error();
  const HttpRequest documented{std::string(contrast.method), std::string(contrast.documented)};
  const auto first = co_await ask_web(channel, peer, documented, false);
  if (!first) co_return first.error();
  if (!*first) co_return with_web_facts(mismatch("not an HTTP response"), *tls, nullptr);
  const HttpHead& head = (*first)->head;
  if (auto other = interception(head, peer.name, *tls)) co_return with_web_facts(std::move(*other), *tls, &head);
  const auto told = [&](Finding finding) { return with_web_facts(std::move(finding), *tls, &head); };
  if (std::ranges::find(contrast.answers, head.status) == contrast.answers.end()) co_return told(unmarked(head, contrast.product));
  if (!(*first)->open) co_return told(undecided("the server closed before it could be asked for a made-up address"));

  const HttpRequest made_up{std::string(contrast.method), made_up_address(peer, contrast.suffix)};
  const auto second = co_await ask_web(channel, peer, made_up, true);
  if (!second || !*second) co_return told(undecided("the server did not answer at a made-up address"));
  co_return told(compare(contrast, head.status, (*second)->head.status));
}

}  // namespace flowvet::probe
