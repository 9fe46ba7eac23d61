// DTLS: two rounds, and only the second one shows that the server read ours.
#include "probe/handshakes/dtls_message.hpp"
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> dtls(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const Peer peer = test::scripted_peer(443);

Bytes record(std::uint8_t type, const Bytes& content, std::uint16_t epoch = 0) {
  return Writer().u8(type).u16(0xfeff).u16(epoch).zeros(6).u16(static_cast<std::uint16_t>(content.size())).raw(content).bytes();
}

Bytes message(std::uint8_t type, const Bytes& content) {
  const auto size = static_cast<std::uint16_t>(content.size());
  return record(22, Writer().u8(type).u8(0).u16(size).u16(0).u8(0).u16(0).u8(0).u16(size).raw(content).bytes());
}

const Bytes cookie{1, 2, 3, 4, 5, 6, 7, 8};
const Bytes verify_request = message(3, Writer().u16(0xfeff).u8(8).raw(cookie).bytes());

Bytes server_hello(std::uint16_t cipher) {
  return message(2, Writer().u16(0xfefd).zeros(32).u8(0).u16(cipher).u8(0).bytes());
}

Bytes hello(const Bytes& with_cookie, std::uint16_t round) {
  return dtls_client_hello({Bytes(peer.nonce.begin(), peer.nonce.end()), "peer.example", with_cookie, round});
}

Script first_round() {
  return Script().expects(hello({}, 0)).replies(verify_request).expects(hello(cookie, 1));
}

}  // namespace

TEST_CASE("cookie and ServerHello prove DTLS, whole or not at all, and the server is told that no more comes") {
  test::fail_at_every_step(dtls, first_round().replies(server_hello(0xc02f)).expects(dtls_good_bye(2)), peer, true);
  test::refuse_wrong_speakers(dtls, {}, peer, true);
}

TEST_CASE("a server without cookies proves itself in the first round") {
  const auto script = Script().expects_anything().replies(server_hello(0xc02f)).expects(dtls_good_bye(1));
  test::fail_at_every_step(dtls, script, peer, true);
  CHECK(test::fact(test::play(dtls, script, peer, true), "dtls.cipher") == "c02f");
}

TEST_CASE("an alert in either round is DTLS refusing us") {
  CHECK(test::proves(test::play(dtls, Script().expects_anything().replies(record(21, {2, 40})), peer, true)));
  const auto finding = test::play(dtls, first_round().replies(record(21, {2, 70})), peer, true);
  CHECK(test::proves(finding));
  CHECK(test::fact(finding, "dtls.alert") == "70");
}

TEST_CASE("a server that does not take back its own cookie is not shown") {
  CHECK(test::leaves_open(test::play(dtls, first_round().replies(verify_request), peer, true)));
}

TEST_CASE("no name is sent where the documented host is an address") {
  Peer address = peer;
  address.name = "10.0.0.1";
  const Bytes nameless = dtls_client_hello({Bytes(peer.nonce.begin(), peer.nonce.end()), "", {}, 0});
  CHECK(test::proves(test::play(dtls, Script().expects(nameless).replies(record(21, {2, 40})), address, true)));
}

TEST_CASE("what a server cannot send is refused") {
  CHECK(parse_dtls_reply(verify_request)->cookie == cookie);
  CHECK_FALSE(parse_dtls_reply(hello({}, 0)));
  CHECK_FALSE(parse_dtls_reply({}));
  CHECK_FALSE(parse_dtls_reply(server_hello(0x1301)));                                        // not offered
  CHECK_FALSE(parse_dtls_reply(message(3, Writer().u16(0xfeff).u8(0).bytes())));              // no cookie
  CHECK_FALSE(parse_dtls_reply(message(3, Writer().u16(0xfeff).u8(9).raw(cookie).bytes())));  // cookie cut off
  CHECK_FALSE(parse_dtls_reply(message(2, Writer().u16(0xfefd).zeros(32).u8(33).zeros(36).bytes())));
  CHECK_FALSE(parse_dtls_reply(record(21, {3, 40})));
  CHECK_FALSE(parse_dtls_reply(record(21, {2, 40, 0})));
  CHECK_FALSE(parse_dtls_reply(record(21, {2, 40}, 1)));
  Bytes cut = verify_request;
  cut.pop_back();
  CHECK_FALSE(parse_dtls_reply(cut));
  CHECK_FALSE(parse_dtls_reply(Bytes{0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28}));
}

TEST_CASE("a padded hello has the size that is asked for, with its zeros in the padding extension") {
  const auto* sized = find_handshake("dtls", catalog::Transport::udp)->sized;
  const std::size_t bare = hello({}, 0).size();
  for (const std::size_t size : {bare + dtls_padding_header, std::size_t{548}, std::size_t{1472}, std::size_t{8972}})
    CHECK(sized->request(peer, size).size() == size);
  CHECK(sized->request(peer, bare + dtls_padding_header - 1).empty());
  const Bytes padded = sized->request(peer, bare + dtls_padding_header + 2);
  CHECK(Bytes(padded.end() - 6, padded.end()) == Bytes{0, 21, 0, 2, 0, 0});
}

TEST_CASE("only a server that began a handshake is told that no more comes") {
  const auto* sized = find_handshake("dtls", catalog::Transport::udp)->sized;
  CHECK(sized->farewell(server_hello(0xc02f)) == dtls_good_bye(1));
  CHECK(sized->farewell(verify_request).empty());
  CHECK(sized->farewell(Bytes{1, 2, 3}).empty());
}
