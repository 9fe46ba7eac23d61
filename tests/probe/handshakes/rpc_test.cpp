// DCE/RPC: an answer to our own call, whatever it says.
#include "probe/handshakes/rpc_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> rpc(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint32_t call_id = 0x31383f46;  // from the scripted peer's nonce
constexpr RpcInterface management{{0x80, 0xbd, 0xa8, 0xaf, 0x8a, 0x7d, 0xc9, 0x11, 0xbe, 0xf4, 0x08, 0x00, 0x2b, 0x10, 0x29, 0x89}, 1};
constexpr std::uint8_t fault = 3, bind_ack = 12, bind_nak = 13;

struct UnitParts {
  std::uint8_t version = 5;
  std::uint8_t type = bind_ack;
  std::uint8_t representation = 0x10;
  std::uint16_t auth_size = 0;
  std::uint32_t call = call_id;
  int wrong_by = 0;
};

Bytes unit(const UnitParts& parts, const Bytes& body) {
  const auto size = static_cast<std::uint16_t>(16 + static_cast<int>(body.size()) + parts.wrong_by);
  return Writer()
      .u8(parts.version)
      .u8(0)
      .u8(parts.type)
      .u8(3)
      .u8(parts.representation)
      .zeros(3)
      .u16_little(size)
      .u16_little(parts.auth_size)
      .u32_little(parts.call)
      .raw(body)
      .bytes();
}

Bytes results(std::uint16_t result, std::uint16_t reason, std::string_view port = "49152") {
  Writer writer;
  writer.u16_little(4280).u16_little(4280).u32_little(0x11223344);
  writer.u16_little(static_cast<std::uint16_t>(port.size() + 1)).text(port).u8(0);
  while (writer.bytes().size() % 4 != 0) writer.u8(0);
  return writer.u8(1).zeros(3).u16_little(result).u16_little(reason).zeros(20).bytes();
}

Bytes nak() {
  return Writer().u16_little(4).u8(1).u8(5).u8(0).bytes();
}

Io<Finding> play(const Bytes& reply) {
  return test::play(rpc, Script().expects_anything().replies(reply));
}

}  // namespace

TEST_CASE("an RPC server that accepts a bind is proven, whole or not at all") {
  test::fail_at_every_step(rpc, Script().expects(rpc_bind(call_id, management)).replies(unit({}, results(0, 0))));
  test::refuse_wrong_speakers(rpc);
}

TEST_CASE("an RPC server that refuses a bind is there") {
  CHECK(play(unit({}, results(2, 1)))->detail == "RPC server without a management interface");
  for (const Bytes& refusal :
       {unit({}, results(2, 3)), unit({}, results(1, 0)), unit({.type = bind_nak}, nak()), unit({.type = fault}, Bytes(16, 0))}) {
    const auto finding = play(refusal);
    REQUIRE(test::proves(finding));
    CHECK(finding->detail == "RPC server refuses a bind");
  }
}

TEST_CASE("the results of a bind stand behind a port name of any length") {
  for (const char* port : {"", "1", "12", "123", "49152", "\\PIPE\\lsass"}) {
    CAPTURE(port);
    CHECK(parse_rpc_bind_reply(unit({}, results(0, 0, port)), call_id) == RpcBind::accepted);
  }
}

TEST_CASE("a unit of another call, version, byte order, type or length is no answer to our bind") {
  REQUIRE(parse_rpc_bind_reply(unit({}, results(0, 0)), call_id));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.call = call_id + 1}, results(0, 0)), call_id));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.version = 4}, results(0, 0)), call_id));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.representation = 0}, results(0, 0)), call_id));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.type = 11}, results(0, 0)), call_id));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.auth_size = 8}, results(0, 0)), call_id));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.wrong_by = 1}, results(0, 0)), call_id));
  CHECK_FALSE(parse_rpc_bind_reply(unit({}, results(3, 0)), call_id));
  CHECK_FALSE(parse_rpc_bind_reply(rpc_bind(call_id, management), call_id));
  CHECK_FALSE(rpc_unit_size(Bytes{5, 0, 12, 3, 0x10, 0, 0, 0, 15, 0, 0, 0, 0, 0, 0, 0}));
}

TEST_CASE("a UUID is written as people know it") {
  CHECK(uuid_text(management.id) == "afa8bd80-7d8a-11c9-bef4-08002b102989");
}
