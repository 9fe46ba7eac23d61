// RADIUS without the secret: code, id, length and attributes; with it: who made them.
#include "probe/digest.hpp"
#include "probe/handshakes/radius_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> radius(Channel&, Peer);
Task<Io<Finding>> radius_accounting(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint8_t id = 0xa1;  // the seventeenth byte of the scripted peer's nonce
constexpr std::uint8_t reject = 3;

Bytes reply(std::uint8_t code, std::uint8_t reply_id, const Bytes& attributes = {18, 6, 'n', 'o', 'p', 'e'}, int wrong_by = 0) {
  const auto size = static_cast<std::uint16_t>(20 + static_cast<int>(attributes.size()) + wrong_by);
  return Writer().u8(code).u8(reply_id).u16(size).raw(Bytes(16, 0x77)).raw(attributes).bytes();
}

Io<Finding> play(const Bytes& bytes) {
  return test::play(radius, Script().expects_anything().replies(bytes), test::scripted_peer(), true);
}

constexpr std::string_view secret = "xyzzy5461";  // of the examples in RFC 2865 section 7 and RFC 5997 section 6
const Bytes signature_of_zeros = Writer().u8(80).u8(18).zeros(16).bytes();

Peer peer_with_secret(int tried = 0) {
  Peer peer = test::scripted_peer();
  peer.secret = std::make_shared<const Secret>("file radius.secret", std::string(secret));
  peer.tried = tried;
  return peer;
}

ByteView first_authenticator(const Peer& peer) {
  return ByteView(peer.nonce).first(16);
}
ByteView second_authenticator(const Peer& peer) {
  return ByteView(peer.nonce).last(16);
}

/// A reply as a server makes it that knows this secret.
Bytes signed_reply(std::uint8_t code, std::uint8_t reply_id, ByteView authenticator, std::string_view server_secret = secret,
                   const Bytes& attributes = {18, 6, 'n', 'o', 'p', 'e'}) {
  const auto size = static_cast<std::uint16_t>(20 + attributes.size());
  Bytes packet = Writer().u8(code).u8(reply_id).u16(size).raw(authenticator).raw(attributes).bytes();
  if (attributes.size() >= 18 && attributes[0] == 80) std::ranges::copy(*hmac_md5(to_bytes(server_secret), packet), packet.begin() + 22);
  const auto digest = *md5(Writer().raw(packet).text(server_secret).bytes());
  std::ranges::copy(digest, packet.begin() + 4);
  return packet;
}

Io<Finding> play_with_secret(const Script& script, int tried = 0) {
  return test::play(radius, script, peer_with_secret(tried), true);
}

const std::vector<Fact> verified_reject{{"radius.reply", "Access-Reject"}, {"radius.secret", "verified"}};
const std::vector<Fact> unfit_reject{{"radius.reply", "Access-Reject"}, {"radius.secret", "does not fit"}};

}  // namespace

TEST_CASE("a RADIUS reject proves the server, whole or not at all") {
  const auto peer = test::scripted_peer();
  const ByteView nonce(peer.nonce);
  const Bytes password = Writer().raw(nonce.subspan(17)).u8(id).bytes();
  test::fail_at_every_step(radius, Script().expects(radius_request(id, nonce.first(16), password)).replies(reply(reject, id)), peer, true);
  test::refuse_wrong_speakers(radius, {}, peer, true);
}

TEST_CASE("a RADIUS server that accepts or asks back is there as well") {
  CHECK(play(reply(reject, id))->facts == std::vector<Fact>{{"radius.reply", "Access-Reject"}});
  CHECK(play(reply(2, id))->facts == std::vector<Fact>{{"radius.reply", "Access-Accept"}});
  CHECK(play(reply(11, id))->facts == std::vector<Fact>{{"radius.reply", "Access-Challenge"}});
}

TEST_CASE("a RADIUS packet with another id, code, length or broken attributes is no reply to us") {
  REQUIRE(parse_radius_reply(reply(reject, id), id));
  CHECK(parse_radius_reply(reply(reject, id, {}), id));
  CHECK_FALSE(parse_radius_reply(reply(reject, id + 1), id));
  CHECK_FALSE(parse_radius_reply(reply(1, id), id));
  CHECK_FALSE(parse_radius_reply(reply(5, id), id));
  CHECK_FALSE(parse_radius_reply(reply(reject, id, {18, 6, 'n', 'o'}), id));
  CHECK_FALSE(parse_radius_reply(reply(reject, id, {18, 1}), id));
  CHECK_FALSE(parse_radius_reply(reply(reject, id, {0, 2}), id));
  CHECK_FALSE(parse_radius_reply(reply(reject, id, {18, 6, 'n', 'o', 'p', 'e'}, 1), id));
  CHECK_FALSE(parse_radius_reply(reply(reject, id, {}, -1), id));
}

TEST_CASE("bytes behind a RADIUS packet are padding") {
  Bytes padded = reply(reject, id);
  padded.insert(padded.end(), 8, 0);
  CHECK(parse_radius_reply(padded, id));
}

TEST_CASE("the RADIUS request names a user who exists nowhere and has no Message-Authenticator") {
  const Bytes request = radius_request(7, Bytes(16, 1), Bytes(16, 2));
  CHECK(Reader(request).u32() == (0x01070000U | request.size()));
  CHECK(to_string(request).find("flowvet-no-such-user") != std::string::npos);
  constexpr std::string_view message_authenticator("\x50\x12", 2);
  CHECK(to_string(request).find(message_authenticator) == std::string::npos);
}

TEST_CASE("the examples of RFC 2865 and RFC 5997 come out") {
  const Bytes asked{0x0f, 0x40, 0x3f, 0x94, 0x73, 0x97, 0x80, 0x57, 0xbd, 0x83, 0xd5, 0xcb, 0x98, 0xf4, 0x22, 0x7a};
  const Bytes accept{0x02, 0x00, 0x00, 0x26, 0x86, 0xfe, 0x22, 0x0e, 0x76, 0x24, 0xba, 0x2a, 0x10, 0x05, 0xf6, 0xbf, 0x9b, 0x55, 0xe0,
                     0xb2, 0x06, 0x06, 0x00, 0x00, 0x00, 0x01, 0x0f, 0x06, 0x00, 0x00, 0x00, 0x00, 0x0e, 0x06, 0xc0, 0xa8, 0x01, 0x03};
  CHECK(is_authentic_radius_reply(accept, asked, secret));
  CHECK_FALSE(is_authentic_radius_reply(accept, asked, "xyzzy5462"));

  const Bytes status_asked{0x8a, 0x54, 0xf4, 0x68, 0x6f, 0xb3, 0x94, 0xc5, 0x28, 0x66, 0xe3, 0x02, 0x18, 0x5d, 0x06, 0x23};
  const Bytes status_accept{0x02, 0xda, 0x00, 0x14, 0xef, 0x0d, 0x55, 0x2a, 0x4b, 0xf2,
                            0xd6, 0x93, 0xec, 0x2b, 0x6f, 0xe8, 0xb5, 0x41, 0x1d, 0x66};
  CHECK(is_authentic_radius_reply(status_accept, status_asked, secret));
}

TEST_CASE("a RADIUS answer made with the secret proves the server, whole or not at all") {
  const auto peer = peer_with_secret();
  const auto status = radius_status_request(id, first_authenticator(peer), secret);
  const auto script = Script().expects(*status).replies(signed_reply(2, id, first_authenticator(peer)));
  test::fail_at_every_step(radius, script, peer, true);
  test::refuse_wrong_speakers(radius, {}, peer, true);
}

TEST_CASE("every changed byte of a signed RADIUS answer is noticed") {
  const auto peer = peer_with_secret();
  const Bytes good = signed_reply(2, id, first_authenticator(peer), secret, signature_of_zeros);
  REQUIRE(test::proves(play_with_secret(Script().expects_anything().replies(good))));
  for (std::size_t i = 0; i < good.size(); ++i) {
    CAPTURE(i);
    Bytes changed = good;
    changed[i] ^= 1;
    CHECK_FALSE(test::proves(play_with_secret(Script().expects_anything().replies(changed))));
  }
}

TEST_CASE("a RADIUS answer whose own signature does not fit is not authentic, though its authenticator is") {
  const auto peer = peer_with_secret();
  Bytes reply = Writer().u8(2).u8(id).u16(38).raw(first_authenticator(peer)).raw(signature_of_zeros).bytes();
  std::ranges::copy(*md5(Writer().raw(reply).text(secret).bytes()), reply.begin() + 4);
  CHECK_FALSE(is_authentic_radius_reply(reply, first_authenticator(peer), secret));
}

TEST_CASE("after silence a RADIUS server that answers no status question is asked about a user, and either answer counts") {
  const auto peer = peer_with_secret(1);
  const std::uint8_t second_id = id + 1;
  const auto status = radius_status_request(id, first_authenticator(peer), secret);
  const auto access = signed_radius_request(second_id, second_authenticator(peer), secret);
  const auto script = [&](const Bytes& reply) { return Script().expects(*status).expects(*access).replies(reply); };
  CHECK(play_with_secret(script(signed_reply(reject, second_id, second_authenticator(peer))), 1)->facts == verified_reject);
  CHECK(test::proves(play_with_secret(script(signed_reply(2, id, first_authenticator(peer))), 1)));
}

TEST_CASE("a RADIUS answer that does not fit the secret proves nothing and spoils nothing") {
  const auto peer = peer_with_secret();
  const Bytes foreign = signed_reply(reject, id, first_authenticator(peer), "another");
  const auto alone = play_with_secret(Script().expects_anything().replies(foreign));
  REQUIRE(alone.has_value());
  CHECK(alone->reply == Reply::none);
  CHECK(alone->facts == unfit_reject);
  const auto followed =
      play_with_secret(Script().expects_anything().replies(foreign).replies(signed_reply(2, id, first_authenticator(peer))));
  CHECK(test::proves(followed));
}

TEST_CASE("RADIUS accounting is proven by a signed answer of its own kind") {
  const auto peer = peer_with_secret();
  constexpr std::uint8_t accounting_response = 5;
  const auto script = Script()
                          .expects(*radius_status_request(id, first_authenticator(peer), secret))
                          .replies(signed_reply(accounting_response, id, first_authenticator(peer)));
  test::fail_at_every_step(radius_accounting, script, peer, true);
  const auto access = Script().expects_anything().replies(signed_reply(2, id, first_authenticator(peer)));
  CHECK(test::play(radius_accounting, access, peer, true)->reply == Reply::mismatched);
}

TEST_CASE("without the secret nothing is said to RADIUS accounting, and nothing that comes back proves it") {
  const auto result = test::play(radius_accounting, Script().expects({}).replies(reply(5, id)), test::scripted_peer(), true);
  REQUIRE(result.has_value());
  CHECK(result->reply == Reply::none);
  test::refuse_wrong_speakers(radius_accounting, {}, test::scripted_peer(), true);
}

TEST_CASE("what RADIUS writes and says never holds the secret") {
  const auto peer = peer_with_secret(1);
  for (const auto& packet :
       {radius_status_request(id, first_authenticator(peer), secret), signed_radius_request(id, first_authenticator(peer), secret)})
    CHECK(to_string(*packet).find(secret) == std::string::npos);
  const auto result = play_with_secret(
      Script().expects_anything().expects_anything().replies(signed_reply(reject, id, first_authenticator(peer), "another")), 1);
  for (const auto& [name, value] : result->facts) CHECK((name + value).find(secret) == std::string::npos);
  CHECK(result->detail.find(secret) == std::string::npos);
}
