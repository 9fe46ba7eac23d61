// RADIUS without the secret: code, id, length and attributes.
#include "probe/handshakes/radius_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> radius(Channel&, Peer);
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
