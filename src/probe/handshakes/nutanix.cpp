// Nutanix Prism: without credentials its API refuses in its own JSON: state, code, message list, API version.
// Source: Nutanix API reference, and the refusals that its public client's users report.
#include "probe/handshakes/web.hpp"

#include <algorithm>
#include <array>

namespace flowvet::probe {

namespace {

Finding judge_nutanix(const WebReply& reply) {
  constexpr std::array<std::string_view, 3> keys{"\"state\"", "\"message_list\"", "\"api_version\""};
  const bool all = std::ranges::all_of(keys, [&](std::string_view key) { return reply.body.find(key) != std::string::npos; });
  if (all) return proven({}, "Prism's own answer, HTTP " + std::to_string(reply.head.status));
  return unmarked(reply.head, "Prism");
}

}  // namespace

Task<Io<Finding>> nutanix(Channel& channel, Peer peer) {
  return web_dialogue(channel, peer, {{"GET", "/api/nutanix/v3/users/me"}}, judge_nutanix);
}

}  // namespace flowvet::probe
