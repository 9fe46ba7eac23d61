// NITRO, the management interface of NetScaler, SDX and ADM: without credentials it refuses in its own JSON. Credentials are never
// sent: failed logins are counted. Source: NITRO API documentation.
#include "probe/handshakes/web.hpp"

#include <algorithm>
#include <array>

namespace flowvet::probe {

namespace {

Finding judge_nitro(const WebReply& reply) {
  constexpr std::array<std::string_view, 3> keys{"\"errorcode\"", "\"message\"", "\"severity\""};
  const bool all = std::ranges::all_of(keys, [&](std::string_view key) { return reply.body.find(key) != std::string::npos; });
  if (all && reply.body.find('{') != std::string::npos) return proven({}, "NITRO's own answer, HTTP " + std::to_string(reply.head.status));
  return unmarked(reply.head, "NITRO");
}

}  // namespace

Task<Io<Finding>> nitro(Channel& channel, Peer peer) {
  return web_dialogue(channel, peer, {{"GET", "/nitro/v1/config/nsversion"}}, judge_nitro);
}

}  // namespace flowvet::probe
