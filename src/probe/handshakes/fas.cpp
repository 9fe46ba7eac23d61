// The Federated Authentication Service: a Windows service on http.sys whose address is nowhere documented, and which talks to
// nobody without Kerberos. So the most that can be seen from outside is that Windows' HTTP server answers: undecided at best.
#include "probe/handshakes/web.hpp"

namespace flowvet::probe {

namespace {

Finding judge_fas(const WebReply& reply) {
  const HttpHead& head = reply.head;
  if (head.field_contains("server", "Microsoft-"))
    return undecided("Windows' HTTP server answers; no public request makes the authentication service itself answer");
  if (head.field("server") != nullptr) return mismatch("an HTTP server, but not Windows'");
  return undecided("an HTTP server that does not tell its kind");
}

}  // namespace

Task<Io<Finding>> fas(Channel& channel, Peer peer) {
  return web_dialogue(channel, peer, {HttpRequest{"HEAD", "/"}}, judge_fas);
}

}  // namespace flowvet::probe
