// IPMI: a pong with our tag, or capabilities with our sequence number and right checksums.
#include "probe/handshakes/ipmi_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> ipmi(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint8_t tag = 0x31, sequence = 0x38;  // from the scripted peer's nonce

Bytes pong(std::uint8_t reply_tag = tag, std::uint8_t type = 0x40, std::uint8_t entities = 0x81) {
  return Writer().u32(0x0600ff06).u32(4542).u8(type).u8(reply_tag).u8(0).u8(16).u32(4542).u32(0).u8(entities).u8(0).zeros(6).bytes();
}

struct CapabilityParts {
  std::uint8_t reply_sequence = sequence;
  std::uint8_t function = 0x1c;
  std::uint8_t command = 0x38;
  std::uint8_t completion = 0;
  std::uint8_t wrong_by = 0;
};

std::uint8_t checksum(const Bytes& bytes) {
  unsigned sum = 0;
  for (const std::uint8_t byte : bytes) sum += byte;
  return static_cast<std::uint8_t>(0x100U - sum % 0x100U);
}

Bytes capabilities(const CapabilityParts& parts) {
  const Bytes addressed{0x81, parts.function};
  Writer body;
  body.u8(0x20).u8(static_cast<std::uint8_t>(parts.reply_sequence << 2U)).u8(parts.command).u8(parts.completion);
  if (parts.completion == 0) body.u8(1).u8(0x80).u8(4).u8(3).zeros(4);
  Writer payload;
  payload.raw(addressed).u8(checksum(addressed)).raw(body.bytes()).u8(static_cast<std::uint8_t>(checksum(body.bytes()) + parts.wrong_by));
  return Writer().u32(0x0600ff07).zeros(9).u8(static_cast<std::uint8_t>(payload.bytes().size())).raw(payload.bytes()).bytes();
}

Script asked() {
  return Script().expects(ipmi_capabilities_request(sequence)).expects(rmcp_ping(tag));
}

Io<Finding> play(const Bytes& reply) {
  return test::play(ipmi, asked().replies(reply), test::scripted_peer(), true);
}

}  // namespace

TEST_CASE("an IPMI controller is proven by either answer, whole or not at all") {
  for (const Bytes& reply : {pong(), capabilities({})}) test::fail_at_every_step(ipmi, asked().replies(reply), test::scripted_peer(), true);
  test::refuse_wrong_speakers(ipmi, {}, test::scripted_peer(), true);
}

TEST_CASE("an IPMI controller tells its version, or why it does not") {
  CHECK(play(capabilities({}))->facts == std::vector<Fact>{{"ipmi.version", "2.0"}});
  const auto refused = play(capabilities({.completion = 0xcc}));
  REQUIRE(test::proves(refused));
  CHECK(refused->facts == std::vector<Fact>{{"ipmi.completion", "204"}});
}

TEST_CASE("IPMI requests are those of the specifications") {
  CHECK(rmcp_ping(5) == Bytes{0x06, 0, 0xff, 0x06, 0, 0, 0x11, 0xbe, 0x80, 5, 0, 0});
  CHECK(ipmi_capabilities_request(0) ==
        Bytes{0x06, 0, 0xff, 0x07, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0x20, 0x18, 0xc8, 0x81, 0, 0x38, 0x8e, 0x04, 0xb5});
}

TEST_CASE("a pong with another tag or type, or of something that speaks no IPMI, is no proof") {
  REQUIRE(is_ipmi_pong(pong(), tag));
  CHECK_FALSE(is_ipmi_pong(pong(tag + 1), tag));
  CHECK_FALSE(is_ipmi_pong(pong(tag, 0x80), tag));
  CHECK_FALSE(is_ipmi_pong(pong(tag, 0x40, 0x01), tag));
  CHECK_FALSE(is_ipmi_pong(rmcp_ping(tag), tag));
}

TEST_CASE("capabilities with another sequence number, direction, command or checksum are not ours") {
  REQUIRE(parse_ipmi_capabilities(capabilities({}), sequence));
  CHECK_FALSE(parse_ipmi_capabilities(capabilities({.reply_sequence = sequence - 1}), sequence));
  CHECK_FALSE(parse_ipmi_capabilities(capabilities({.function = 0x18}), sequence));
  CHECK_FALSE(parse_ipmi_capabilities(capabilities({.command = 0x01}), sequence));
  CHECK_FALSE(parse_ipmi_capabilities(capabilities({.wrong_by = 1}), sequence));
  CHECK_FALSE(parse_ipmi_capabilities(ipmi_capabilities_request(sequence), sequence));
}
