// STUN: the random transaction id and a type that only servers send.
#include "probe/handshakes/stun_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> stun(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const Bytes id = [] {
  const auto peer = test::scripted_peer();
  return Bytes(peer.nonce.begin(), peer.nonce.begin() + 12);
}();

constexpr std::uint16_t success = 0x0101, error = 0x0111;
constexpr std::uint32_t cookie = 0x2112a442;

Bytes attribute(std::uint16_t kind, const Bytes& value) {
  return Writer().u16(kind).u16(static_cast<std::uint16_t>(value.size())).raw(value).zeros((4 - value.size() % 4) % 4).bytes();
}

Bytes message(std::uint16_t type, const Bytes& attributes, const Bytes& message_id = id, std::uint32_t magic = cookie) {
  return Writer().u16(type).u16(static_cast<std::uint16_t>(attributes.size())).u32(magic).raw(message_id).raw(attributes).bytes();
}

// 192.0.2.1 combined with the cookie.
const Bytes mapped4 = attribute(0x0020, Writer().u8(0).u8(1).u16(0x1234).u32(0xc0000201U ^ cookie).bytes());

Bytes mapped6() {
  const Bytes mask = Writer().u32(cookie).raw(id).bytes();
  Bytes address(16, 0);
  address[0] = 0x20, address[1] = 0x01, address[2] = 0x0d, address[3] = 0xb8, address[15] = 1;
  for (std::size_t i = 0; i < address.size(); ++i) address[i] = static_cast<std::uint8_t>(address[i] ^ mask[i]);
  return attribute(0x0020, Writer().u8(0).u8(2).u16(0x1234).raw(address).bytes());
}

Io<Finding> play(const Bytes& reply) {
  return test::play(stun, Script().expects_anything().replies(reply), test::scripted_peer(), true);
}

}  // namespace

TEST_CASE("a STUN binding or its refusal proves the server, whole or not at all") {
  const Bytes unauthorised = attribute(0x0009, {0, 0, 4, 1, 'n', 'o'});
  for (const Bytes& reply : {message(success, mapped4), message(error, unauthorised)})
    test::fail_at_every_step(stun, Script().expects(stun_request(id)).replies(reply), test::scripted_peer(), true);
  test::refuse_wrong_speakers(stun, {}, test::scripted_peer(), true);
}

TEST_CASE("a STUN server tells our address as it sees it") {
  const Bytes software = attribute(0x8022, to_bytes("coturn"));
  const auto finding = play(message(success, Writer().raw(mapped4).raw(software).bytes()));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"stun.mapped-address", "192.0.2.1"}, {"stun.software", "coturn"}});
  CHECK(play(message(success, mapped6()))->facts == std::vector<Fact>{{"stun.mapped-address", "2001:db8::1"}});
}

TEST_CASE("a STUN message with another id, type, cookie or length is no reply to us") {
  REQUIRE(parse_stun_reply(message(success, mapped4), id));
  CHECK_FALSE(parse_stun_reply(message(0x0001, mapped4), id));
  CHECK_FALSE(parse_stun_reply(message(0x0103, mapped4), id));
  CHECK_FALSE(parse_stun_reply(message(success, mapped4, Bytes(12, 9)), id));
  CHECK_FALSE(parse_stun_reply(message(success, mapped4, id, 0), id));
  CHECK_FALSE(parse_stun_reply(message(success, Bytes{0, 0x20, 0, 8, 0, 1, 0, 0}), id));
  CHECK_FALSE(parse_stun_reply(message(success, Bytes{0, 0x20, 0}), id));
  Bytes longer = message(success, mapped4);
  longer.insert(longer.end(), 4, 0);
  CHECK_FALSE(parse_stun_reply(longer, id));
}

TEST_CASE("an address attribute of an unknown family or size is left out") {
  CHECK_FALSE(parse_stun_reply(message(success, attribute(0x0020, {0, 3, 0, 0, 1, 2, 3, 4})), id)->mapped);
  CHECK_FALSE(parse_stun_reply(message(success, attribute(0x0020, {0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8})), id)->mapped);
  CHECK_FALSE(parse_stun_reply(message(success, attribute(0x0020, {0, 2, 0, 0, 1, 2, 3, 4})), id)->mapped);
}
