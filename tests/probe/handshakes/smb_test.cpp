// SMB: the reply must come from a server and settle on a dialect that was offered.
#include "probe/handshakes/framed.hpp"
#include "probe/handshakes/smb_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> smb(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

struct ReplyParts {
  std::uint32_t status = 0;
  std::uint16_t command = 0;
  std::uint32_t flags = 1;
  std::uint32_t message_id = 0;
  std::uint16_t body_size = 65;
  std::uint16_t dialect = 0x0302;
  std::uint16_t signing = 3;
};

Bytes reply(const ReplyParts& parts) {
  Writer writer;
  writer.text("\xfeSMB").u16_little(64).u16(0).u32_little(parts.status).u16_little(parts.command).u16_little(1).u32_little(parts.flags);
  writer.u32(0).u32_little(parts.message_id).u32(0).zeros(4 + 4 + 8 + 16);
  writer.u16_little(parts.body_size);
  if (parts.status != 0) return writer.zeros(7).bytes();
  writer.u16_little(parts.signing).u16_little(parts.dialect).u16(0).zeros(16 + 4 + 12);
  // 2026-05-01 09:30:00 in units of 100 ns since 1601: (1777627800 + 11644473600) * 10^7 = 0x01dcd94d'14dcdc00.
  writer.u32_little(0x14dcdc00U).u32_little(0x01dcd94dU).zeros(8).u16_little(128).u16_little(0).u32(0);
  return writer.bytes();
}

Io<Finding> play(const Bytes& message) {
  return test::play(smb, Script().expects_anything().replies(framed(message)));
}

}  // namespace

TEST_CASE("an SMB 2 negotiation proves the server, whole or not at all") {
  const Bytes request = smb_negotiate(ByteView(test::scripted_peer().nonce).first(16));
  CHECK(framed(request).size() == 112);
  test::fail_at_every_step(smb, Script().expects(framed(request)).replies(framed(reply({}))));
  test::refuse_wrong_speakers(smb);
}

TEST_CASE("an SMB server tells dialect, signing and its clock") {
  const auto finding = play(reply({}));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"smb.dialect", "3.0.2"},
                                            {"smb.signing", "required"},
                                            {"smb.time", "1777627800.000"},
                                            {"clock.offset_ms", "-10402200000"},
                                            {"clock.precision_ms", "0"}});
  CHECK(play(reply({.signing = 1}))->facts[1] == Fact{"smb.signing", "not required"});
}

TEST_CASE("an SMB server that refuses our dialects is there") {
  constexpr std::uint32_t not_supported = 0xc00000bb;
  const auto finding = play(reply({.status = not_supported, .body_size = 9}));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"smb.status", "0xc00000bb"}});
}

TEST_CASE("an SMB message without the server's bit, of another command, id, size or dialect is no reply to us") {
  REQUIRE(parse_smb_reply(reply({})));
  CHECK_FALSE(parse_smb_reply(reply({.flags = 0})));
  CHECK_FALSE(parse_smb_reply(reply({.command = 1})));
  CHECK_FALSE(parse_smb_reply(reply({.message_id = 1})));
  CHECK_FALSE(parse_smb_reply(reply({.body_size = 64})));
  CHECK_FALSE(parse_smb_reply(reply({.dialect = 0x02ff})));
  CHECK_FALSE(parse_smb_reply(reply({.status = 1, .body_size = 65})));
  CHECK_FALSE(parse_smb_reply(smb_negotiate(Bytes(16, 7))));
  const Bytes old = Writer().text("\xffSMB").zeros(96).bytes();
  CHECK_FALSE(parse_smb_reply(old));
}
