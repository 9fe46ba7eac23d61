// WebSocket: the answer to our own random challenge.
#include "probe/handshakes/websocket_message.hpp"
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> websocket(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const Peer peer = test::scripted_peer(8008);
const std::string key = base64_text(ByteView(peer.nonce).first(16));

std::string switching(std::string_view accept) {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + std::string(accept) +
         "\r\n\r\n";
}

}  // namespace

TEST_CASE("the right answer to the challenge proves a WebSocket server, whole or not at all") {
  test::fail_at_every_step(websocket, test::answers(switching(websocket_accept(key))), peer);
  test::refuse_wrong_speakers(websocket, {}, peer);
  const auto over_tls = Script().agrees_to_tls().expects_anything().replies(switching(websocket_accept(key)));
  test::fail_at_every_step(websocket, over_tls, test::scripted_peer(9001));
}

TEST_CASE("the answer to somebody else's challenge is refused") {
  CHECK(test::mismatches(test::play(websocket, test::answers(switching(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="))), peer)));
  CHECK(test::mismatches(test::play(websocket, test::answers(switching(key)), peer)));
  CHECK(test::mismatches(test::play(websocket, test::answers("HTTP/1.1 101 Switching Protocols\r\n\r\n"), peer)));
}

TEST_CASE("a server that does not upgrade is not shown to be a WebSocket server") {
  CHECK(test::leaves_open(test::play(websocket, test::answers(test::response("426 Upgrade Required")), peer)));
  CHECK(test::leaves_open(test::play(websocket, test::answers(test::response("200 OK")), peer)));
}

TEST_CASE("the challenge's answer is that of RFC 6455's example") {
  CHECK(websocket_accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CHECK(base64_text({}).empty());
  CHECK(base64_text(to_bytes("f")) == "Zg==");
  CHECK(base64_text(to_bytes("fo")) == "Zm8=");
  CHECK(base64_text(to_bytes("foobar")) == "Zm9vYmFy");
}
