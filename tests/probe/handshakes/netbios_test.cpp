// NetBIOS: node status by id and record type, sessions by the types that only a server sends.
#include "probe/handshakes/netbios_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> netbios_name(Channel&, Peer);
Task<Io<Finding>> netbios_session(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint16_t id = 0x3138;  // from the scripted peer's nonce

Writer& add_name(Writer& writer, std::string name, std::uint8_t kind, std::uint16_t flags) {
  name.resize(15, ' ');
  return writer.text(name).u8(kind).u16(flags);
}

Bytes names() {
  Writer writer;
  writer.u8(3);
  add_name(writer, "DC", 0x00, 0x0400);
  add_name(writer, "DC", 0x20, 0x0400);
  add_name(writer, "LAB", 0x00, 0x8400);
  return writer.zeros(46).bytes();  // statistics
}

struct StatusParts {
  std::uint16_t reply_id = id;
  std::uint16_t flags = 0x8400;
  std::uint16_t questions = 0;
  std::uint16_t answers = 1;
  std::uint16_t type = 0x21;
  std::uint16_t less_data = 0;
};

Bytes status(const StatusParts& parts) {
  const Bytes asked = netbios_status_request(id);
  const ByteView name = ByteView(asked).subspan(12, 34);
  const Bytes data = names();
  Writer writer;
  writer.u16(parts.reply_id).u16(parts.flags).u16(parts.questions).u16(parts.answers).u32(0).raw(name).u16(parts.type).u16(1).u32(0);
  writer.u16(static_cast<std::uint16_t>(data.size() - parts.less_data)).raw(data);
  return writer.bytes();
}

}  // namespace

TEST_CASE("a NetBIOS node status proves the name service, whole or not at all") {
  test::fail_at_every_step(netbios_name, Script().expects(netbios_status_request(id)).replies(status({})), test::scripted_peer(), true);
  test::refuse_wrong_speakers(netbios_name, {}, test::scripted_peer(), true);
}

TEST_CASE("a NetBIOS node tells its name and its domain") {
  const auto finding = test::play(netbios_name, Script().expects_anything().replies(status({})), test::scripted_peer(), true);
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"netbios.computer", "DC"}, {"netbios.domain", "LAB"}});
}

TEST_CASE("a NetBIOS node status request asks for the name of all nodes") {
  const Bytes request = netbios_status_request(0x1234);
  CHECK(request.size() == 50);
  CHECK(to_string(request).find("\x20"
                                "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") == 12);
}

TEST_CASE("a NetBIOS message with another id, direction, record or length is no node status of ours") {
  REQUIRE(parse_netbios_status(status({}), id));
  CHECK_FALSE(parse_netbios_status(status({.reply_id = id + 1}), id));
  CHECK_FALSE(parse_netbios_status(status({.flags = 0x0400}), id));
  CHECK_FALSE(parse_netbios_status(status({.flags = 0x8403}), id));
  CHECK_FALSE(parse_netbios_status(status({.questions = 1}), id));
  CHECK_FALSE(parse_netbios_status(status({.answers = 0}), id));
  CHECK_FALSE(parse_netbios_status(status({.type = 0x20}), id));
  CHECK_FALSE(parse_netbios_status(status({.less_data = 80}), id));
  CHECK_FALSE(parse_netbios_status(netbios_status_request(id), id));
}

TEST_CASE("a NetBIOS session that is opened, refused or sent elsewhere proves the service, whole or not at all") {
  for (const Bytes& answer : {Bytes{0x82, 0, 0, 0}, Bytes{0x83, 0, 0, 1, 0x82}, Bytes{0x84, 0, 0, 6, 192, 0, 2, 1, 0, 139}})
    test::fail_at_every_step(netbios_session, Script().expects(netbios_session_request()).replies(answer));
  test::refuse_wrong_speakers(netbios_session);
}

TEST_CASE("a NetBIOS session request holds two encoded names") {
  const Bytes request = netbios_session_request();
  CHECK(request.size() == 4 + 0x44);
  CHECK(Reader(request).u32() == 0x81000044);
  CHECK(to_string(request).find("CKFDENECFDEFFCFGEFFCCACACACACACA") == 5);  // *SMBSERVER<20>, as in RFC 1001's coding
}

TEST_CASE("a NetBIOS session header of another type or length is no answer") {
  CHECK_FALSE(parse_netbios_session(Bytes{0x81, 0, 0, 0x44}));
  CHECK_FALSE(parse_netbios_session(Bytes{0x82, 0, 0, 1}));
  CHECK_FALSE(parse_netbios_session(Bytes{0x83, 0, 0, 0}));
  CHECK_FALSE(parse_netbios_session(Bytes{0x85, 0, 0, 0}));
  CHECK_FALSE(parse_netbios_session(Bytes{0x82, 1, 0, 0}));
  CHECK_FALSE(parse_netbios_session(Bytes{0x82, 0}));
}
