// iSCSI: a login reply with our task tag, whatever its status.
#include "probe/handshakes/iscsi_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> iscsi(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint32_t task_tag = 0x31383f46;  // from the scripted peer's nonce

struct ReplyParts {
  std::uint8_t opcode = 0x23;
  std::uint8_t extra = 0;
  std::uint32_t data_size = 0;
  std::uint32_t tag = task_tag;
  std::uint8_t status_class = 0;
  std::uint8_t status_detail = 0;
};

Bytes header(const ReplyParts& parts) {
  return Writer()
      .u8(parts.opcode)
      .u8(0x81)
      .zeros(2)
      .u32(static_cast<std::uint32_t>(parts.extra) << 24U | parts.data_size)
      .zeros(8)
      .u32(parts.tag)
      .zeros(16)
      .u8(parts.status_class)
      .u8(parts.status_detail)
      .zeros(10)
      .bytes();
}

Bytes with_data(const ReplyParts& parts) {
  return Writer().raw(header(parts)).zeros((parts.data_size + 3) / 4 * 4).bytes();
}

Bytes request() {
  return iscsi_login(task_tag, ByteView(test::scripted_peer().nonce).subspan(4, 3));
}

}  // namespace

TEST_CASE("an iSCSI login reply proves the target, whole or not at all") {
  for (const ReplyParts& parts : {ReplyParts{}, ReplyParts{.data_size = 41}, ReplyParts{.status_class = 2, .status_detail = 2}})
    test::fail_at_every_step(iscsi, Script().expects(request()).replies(with_data(parts)));
  test::refuse_wrong_speakers(iscsi);
}

TEST_CASE("an iSCSI target that refuses us is there") {
  const auto finding = test::play(iscsi, Script().expects_anything().replies(with_data({.status_class = 2, .status_detail = 2})));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"iscsi.status", "2.2"}});
  CHECK(finding->detail == "iSCSI target refuses a login");
}

TEST_CASE("the iSCSI request states its own length and is padded") {
  const Bytes bytes = request();
  CHECK(bytes.size() % 4 == 0);
  const std::uint32_t stated = Reader(ByteView(bytes).subspan(4)).u32();
  CHECK((stated + 3) / 4 * 4 == bytes.size() - 48);
  CHECK(bytes[48 + stated - 1] == 0);
  CHECK(to_string(bytes).find("AuthMethod=None") != std::string::npos);
}

TEST_CASE("an iSCSI header of another opcode, task, size or status is no reply to us") {
  REQUIRE(parse_iscsi_reply(header({}), task_tag));
  CHECK_FALSE(parse_iscsi_reply(header({.opcode = 0x43}), task_tag));
  CHECK_FALSE(parse_iscsi_reply(header({.extra = 1}), task_tag));
  CHECK_FALSE(parse_iscsi_reply(header({.data_size = 8193}), task_tag));
  CHECK_FALSE(parse_iscsi_reply(header({.tag = task_tag + 1}), task_tag));
  CHECK_FALSE(parse_iscsi_reply(header({.status_class = 4}), task_tag));
  CHECK_FALSE(parse_iscsi_reply(ByteView(header({})).first(47), task_tag));
  CHECK_FALSE(parse_iscsi_reply(ByteView(request()).first(48), task_tag));
}
