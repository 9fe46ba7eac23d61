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
const std::vector just_management{management};
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

using Result = std::pair<std::uint16_t, std::uint16_t>;  // and the reason
constexpr Result accepted{0, 0}, not_here{2, 1}, no_transfer_syntax{2, 2}, local_limit{2, 3};

Bytes results(const std::vector<Result>& each, std::string_view port = "49152") {
  Writer writer;
  writer.u16_little(4280).u16_little(4280).u32_little(0x11223344);
  writer.u16_little(static_cast<std::uint16_t>(port.size() + 1)).text(port).u8(0);
  while (writer.bytes().size() % 4 != 0) writer.u8(0);
  writer.u8(static_cast<std::uint8_t>(each.size())).zeros(3);
  for (const auto& [result, reason] : each) writer.u16_little(result).u16_little(reason).zeros(20);
  return writer.bytes();
}

Bytes results(std::uint16_t result, std::uint16_t reason, std::string_view port = "49152") {
  return results({{result, reason}}, port);
}

Bytes nak() {
  return Writer().u16_little(4).u8(1).u8(5).u8(0).bytes();
}

/// UUIDs of [MS-NRPC], [MS-EVEN6] and [MS-RPRN].
constexpr RpcInterface netlogon{{0x78, 0x56, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0xcf, 0xfb}, 1};
constexpr RpcInterface event_log{{0xf7, 0xaf, 0xbe, 0xf6, 0x19, 0x1e, 0xbb, 0x4f, 0x9f, 0x8f, 0xb8, 0x9e, 0x20, 0x18, 0x33, 0x7c}, 1};
constexpr RpcInterface spooler{{0x78, 0x56, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab}, 1};

/// The peer at a port for which the endpoint mapper names these.
Peer named(std::vector<RpcInterface> interfaces) {
  auto peer = test::scripted_peer(49153);
  peer.interfaces = std::move(interfaces);
  return peer;
}

Io<Finding> play(const Bytes& reply) {
  return test::play(rpc, Script().expects_anything().replies(reply));
}

}  // namespace

TEST_CASE("an RPC server that accepts a bind is proven, whole or not at all") {
  test::fail_at_every_step(rpc, Script().expects(rpc_bind(call_id, just_management)).replies(unit({}, results(0, 0))));
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
    CHECK(parse_rpc_bind_reply(unit({}, results(0, 0, port)), call_id, 1) == std::vector{RpcBind::accepted});
  }
}

TEST_CASE("a unit of another call, version, byte order, type or length is no answer to our bind") {
  REQUIRE(parse_rpc_bind_reply(unit({}, results(0, 0)), call_id, 1));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.call = call_id + 1}, results(0, 0)), call_id, 1));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.version = 4}, results(0, 0)), call_id, 1));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.representation = 0}, results(0, 0)), call_id, 1));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.type = 11}, results(0, 0)), call_id, 1));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.auth_size = 8}, results(0, 0)), call_id, 1));
  CHECK_FALSE(parse_rpc_bind_reply(unit({.wrong_by = 1}, results(0, 0)), call_id, 1));
  CHECK_FALSE(parse_rpc_bind_reply(unit({}, results(3, 0)), call_id, 1));
  CHECK_FALSE(parse_rpc_bind_reply(rpc_bind(call_id, just_management), call_id, 1));
  CHECK_FALSE(rpc_unit_size(Bytes{5, 0, 12, 3, 0x10, 0, 0, 0, 15, 0, 0, 0, 0, 0, 0, 0}));
}

TEST_CASE("as many results are taken as interfaces were bound, no more and no fewer") {
  const Bytes two = unit({}, results({accepted, not_here}));
  CHECK(parse_rpc_bind_reply(two, call_id, 2) == std::vector{RpcBind::accepted, RpcBind::not_here});
  CHECK_FALSE(parse_rpc_bind_reply(two, call_id, 1));
  CHECK_FALSE(parse_rpc_bind_reply(two, call_id, 3));
  Bytes short_of_one = results({accepted, accepted});
  short_of_one.resize(short_of_one.size() - 1);
  CHECK_FALSE(parse_rpc_bind_reply(unit({}, short_of_one), call_id, 2));
  CHECK(parse_rpc_bind_reply(unit({.type = bind_nak}, nak()), call_id, 2) == std::vector(2, RpcBind::refused));
}

TEST_CASE("a port that the endpoint mapper named is asked for its interfaces, and its answer proves them") {
  const auto peer = named({event_log, netlogon});
  const Script script =
      Script().expects(rpc_bind(call_id, std::vector{netlogon, event_log})).replies(unit({}, results({accepted, local_limit})));
  test::fail_at_every_step(rpc, script, peer);
  test::refuse_wrong_speakers(rpc, {}, peer);
  CHECK(test::play(rpc, script, peer)->facts == std::vector<Fact>{{"rpc.served", "netlogon"}, {"rpc.refused", "event-log"}});
  const auto as_samba = test::play(rpc, Script().expects_anything().replies(unit({}, results({accepted, no_transfer_syntax}))), peer);
  CHECK(as_samba->facts == std::vector<Fact>{{"rpc.served", "netlogon, event-log"}});
}

TEST_CASE("an interface that is not where the mapper says is missed where documented flows need it, or where nothing else is there") {
  const auto play_named = [](const std::vector<RpcInterface>& interfaces, const std::vector<Result>& each) {
    return test::play(rpc, Script().expects_anything().replies(unit({}, results(each))), named(interfaces));
  };
  const auto moved = play_named({netlogon, event_log}, {not_here, accepted});
  CHECK(moved->reply == Reply::mismatched);
  CHECK(moved->detail == "an RPC server, but without netlogon, which the endpoint mapper names here");
  CHECK(moved->facts == std::vector<Fact>{{"rpc.served", "event-log"}, {"rpc.not-here", "netlogon"}});
  CHECK(play_named({event_log, spooler}, {not_here, not_here})->reply == Reply::mismatched);
  const auto one_is_gone = play_named({event_log, spooler}, {not_here, accepted});
  CHECK(test::proves(one_is_gone));
  CHECK(one_is_gone->facts == std::vector<Fact>{{"rpc.served", "print-spooler"}, {"rpc.not-here", "event-log"}});
}

TEST_CASE("a server that has the interface and refuses us is the one that the mapper named") {
  const auto refuses = [](const Bytes& reply) {
    return test::proves(test::play(rpc, Script().expects_anything().replies(reply), named({netlogon})));
  };
  CHECK(refuses(unit({}, results({no_transfer_syntax}))));
  CHECK(refuses(unit({}, results({local_limit}))));
  CHECK(refuses(unit({.type = bind_nak}, nak())));
  CHECK(refuses(unit({.type = fault}, Bytes(16, 0))));
}

TEST_CASE("our own bind sent back proves nothing, whatever it asks for") {
  const auto finding = test::play(rpc, Script().expects_anything().echoes(), named({netlogon, event_log}));
  CHECK(finding->reply == Reply::mismatched);
}

TEST_CASE("one bind asks for sixteen interfaces at most, those first that documented flows need") {
  std::vector<RpcInterface> many;
  for (std::uint8_t i = 0; i < 40; ++i) many.push_back({Uuid{i}, 1});
  many.push_back(netlogon);
  std::vector<RpcInterface> asked{netlogon};
  asked.insert(asked.end(), many.begin(), many.begin() + 15);
  const Script script = Script().expects(rpc_bind(call_id, asked)).replies(unit({}, results(std::vector(16, accepted))));
  CHECK(test::proves(test::play(rpc, script, named(many))));
  CHECK(rpc_bind(call_id, asked).size() < 1200);
}
