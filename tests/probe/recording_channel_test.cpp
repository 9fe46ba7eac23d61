// What a recording channel keeps of a dialogue, and that the dialogue does not notice it.
#include "probe/recording_channel.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

std::vector<Message> transcript;

/// Asks, reads an answer of two header bytes and as many as the second says, turns to TLS and reads what the peer likes to send.
Task<Io<Finding>> talk(Channel& channel, Peer peer) {
  const auto sent = co_await channel.write(to_bytes("ask"));
  if (!sent) co_return sent.error();
  const auto header = co_await channel.read_exactly(2);
  if (!header) co_return header.error();
  const auto body = co_await channel.read_exactly((*header)[1]);
  if (!body) co_return body.error();
  if ((*header)[0] != 'A' || *body != Bytes{'y', 'e', 's'}) co_return mismatch("not an answer");
  const auto tls = co_await channel.start_tls(peer.name);
  if (!tls) co_return tls.error();
  const auto inside = co_await channel.write(to_bytes("in"));
  if (!inside) co_return inside.error();
  const auto secret = co_await channel.read_some(100);
  if (!secret) co_return secret.error();
  if (*secret != Bytes{'o', 'k'}) co_return mismatch("not the secret");
  co_return proven();
}

Task<Io<Finding>> recorded(Channel& channel, Peer peer) {
  transcript.clear();
  RecordingChannel recording(channel, Clock::now(), transcript);
  co_return co_await talk(recording, std::move(peer));
}

Task<Io<Finding>> recorded_twice(Channel& channel, Peer) {
  transcript.clear();
  RecordingChannel recording(channel, Clock::now(), transcript);
  for (int i = 0; i < 2; ++i)
    if (const auto datagram = co_await recording.read_some(100); !datagram) co_return datagram.error();
  co_return proven();
}

TlsFacts tls_facts() { return {{{"tls.cipher", "x"}, {"tls.version", "TLSv1.3"}}, {}}; }

Script whole() {
  return Script()
      .expects(to_bytes("ask"))
      .replies(Bytes{'A', 3, 'y', 'e', 's'})
      .agrees_to_tls(tls_facts())
      .expects(to_bytes("in"))
      .replies("ok");
}

/// "sent ask", "tls TLSv1.3, asked for peer.example", "ended reset".
std::vector<std::string> kept() {
  std::vector<std::string> lines;
  for (const auto& message : transcript) {
    std::string what = to_string(message.bytes) + message.text;
    if (message.kind == Message::Kind::ended) what = to_word(message.error);
    lines.push_back(std::string{to_word(message.kind)} + " " + what);
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("every message is kept in order, one that is read in pieces as one") {
  CHECK(test::proves(test::play(recorded, whole())));
  CHECK(kept() == Lines{"sent ask", std::string{"received A\x03yes"}, "tls TLSv1.3, asked for peer.example", "sent in", "received ok"});
  auto before = std::chrono::microseconds::zero();
  for (const auto& message : transcript) {
    CHECK(message.at >= before);
    before = message.at;
  }
}

TEST_CASE("a dialogue that is recorded comes to the same end at every step") { test::fail_at_every_step(recorded, whole()); }

TEST_CASE("the failing step is the last one kept") {
  const auto asked = Script().expects(to_bytes("ask"));
  test::play(recorded, asked);
  CHECK(kept() == Lines{"sent ask", "ended timed-out"});
  test::play(recorded, Script(asked).ends_with(ErrorKind::reset));
  CHECK(kept() == Lines{"sent ask", "ended reset"});
  test::play(recorded, Script(asked).replies("A").ends_with(ErrorKind::closed));
  CHECK(kept() == Lines{"sent ask", "received A", "ended closed"});
  test::play(recorded, Script(asked).replies(Bytes{'A', 3, 'y', 'e', 's'}).ends_with(ErrorKind::tls));
  CHECK(kept() == Lines{"sent ask", "received A\x03yes", "ended tls"});
}

TEST_CASE("what the peer says wrongly is kept as it came") {
  test::play(recorded, Script().expects(to_bytes("ask")).replies(Bytes{'B', 3, 0, 0x1B, 0xFF}));
  REQUIRE(transcript.size() == 2);
  CHECK(transcript[1].bytes == Bytes{'B', 3, 0, 0x1B, 0xFF});
}

TEST_CASE("what comes in two datagrams is kept as two messages") {
  test::play(recorded_twice, Script().replies("one").replies("two"), test::scripted_peer(), true);
  CHECK(kept() == Lines{"received one", "received two"});
}
